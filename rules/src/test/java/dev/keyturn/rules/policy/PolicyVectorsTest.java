package dev.keyturn.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import dev.keyturn.rules.arn.Arn;

/**
 * The vectors of policy-vectors, each one decision or one refusal. A document stands there as JSON, or as text
 * where it must be malformed; it reaches the parser exactly as it is written.
 */
class PolicyVectorsTest {

    @TestFactory
    List<DynamicTest> everyVectorHolds() throws Exception {
        Path folder = Path.of(getClass().getResource("/policy-vectors").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> vectors = files.sorted().toList();
            assertThat(vectors).hasSizeGreaterThan(200);
            return vectors.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)))
                    .toList();
        }
    }

    private static void check(Path file) throws IOException {
        Vector vector = new Vector(Files.readString(file));
        if (vector.texts.containsKey("/malformed")) {
            String document = vector.texts.getOrDefault("/text", vector.raw.getOrDefault("/document", ""));
            assertThatThrownBy(() -> parse(vector.text("/kind"), document))
                    .isInstanceOf(MalformedPolicyException.class)
                    .hasMessage(vector.text("/malformed"));
            return;
        }
        List<NamedPolicy> own = new ArrayList<>();
        List<NamedPolicy> brought = new ArrayList<>();
        for (int i = 0; vector.texts.containsKey("/policies/" + i + "/kind"); i++) {
            String kind = vector.text("/policies/" + i + "/kind");
            String document = vector.raw("/policies/" + i + "/document");
            PolicyDocument parsed = parse(kind, document);
            assertThat(parsed.json()).isEqualTo(document);
            (kind.equals("identity") || kind.equals("boundary") ? own : brought)
                    .add(new NamedPolicy("p" + i, kind(kind), parsed));
        }
        Map<String, List<String>> context = new HashMap<>();
        vector.texts.forEach((path, text) -> {
            if (path.startsWith("/request/context/")) {
                String key = path.substring("/request/context/".length(), path.lastIndexOf('/'));
                context.computeIfAbsent(key, _ -> new ArrayList<>()).add(text);
            }
        });
        AccessRequest request = new AccessRequest(
                requester(vector),
                vector.text("/request/action"),
                vector.text("/request/resource"),
                vector.texts.getOrDefault("/request/resourceAccount", "111122223333"),
                new ConditionContext(context));
        assertThat(spoken(Evaluator.decide(PolicySet.of(own), brought, request)))
                .isEqualTo(vector.text("/expect"));
    }

    private static PolicyDocument parse(String kind, String document) {
        return switch (kind) {
            case "resource" -> PolicyDocument.parseResourcePolicy(document);
            case "trust" -> PolicyDocument.parseTrustPolicy(document);
            default -> PolicyDocument.parse(document);
        };
    }

    private static PolicyKind kind(String kind) {
        return switch (kind) {
            case "boundary" -> PolicyKind.PERMISSIONS_BOUNDARY;
            case "trust" -> PolicyKind.ROLE_TRUST;
            default -> PolicyKind.valueOf(kind.toUpperCase(Locale.ROOT));
        };
    }

    /** By the form of the principal: a user, a role session, a federated user, a provider or a service. */
    private static Requester requester(Vector vector) {
        String principal = vector.text("/request/principal");
        Optional<Arn> behind =
                Optional.ofNullable(vector.texts.get("/request/behind")).map(Arn::parse);
        if (principal.contains(":assumed-role/")) {
            Arn arn = Arn.parse(principal);
            String role = arn.resource().split("/")[1];
            return new Requester.RoleSession(
                    arn, behind.orElseGet(() -> Arn.of("iam", "", arn.account(), "role/" + role)));
        }
        if (principal.contains(":federated-user/")) {
            return new Requester.FederatedUser(Arn.parse(principal), behind);
        }
        if (principal.contains("-provider/")) {
            return new Requester.Federated(principal, Arn.parse(principal).account());
        }
        return principal.startsWith("arn:")
                ? new Requester.User(Arn.parse(principal))
                : new Requester.Service(principal);
    }

    private static String spoken(Decision decision) {
        return switch (decision) {
            case Decision.Allow _ -> "allow";
            case Decision.ExplicitDeny _ -> "explicit deny";
            case Decision.ImplicitDeny(PolicyKind missing) -> "implicit deny: " + spoken(missing);
        };
    }

    private static String spoken(PolicyKind kind) {
        return switch (kind) {
            case PERMISSIONS_BOUNDARY -> "boundary";
            case ROLE_TRUST -> "trust";
            case IDENTITY, RESOURCE, SESSION -> kind.name().toLowerCase(Locale.ROOT);
        };
    }

    /** A vector's strings by their path, and every object's text as it stands in the file. */
    private static final class Vector {
        private final String source;
        private final Map<String, String> texts = new HashMap<>();
        private final Map<String, String> raw = new HashMap<>();

        Vector(String source) {
            this.source = source;
            try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), source)) {
                parser.nextToken();
                read(parser, "");
            }
        }

        String text(String path) {
            return Objects.requireNonNull(texts.get(path), path);
        }

        String raw(String path) {
            return Objects.requireNonNull(raw.get(path), path);
        }

        private void read(JsonParser parser, String path) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                int start = (int) parser.currentTokenLocation().getCharOffset();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    read(parser, path + "/" + name);
                }
                int end = (int) parser.currentTokenLocation().getCharOffset() + 1;
                raw.put(path, source.substring(start, end));
            } else if (parser.currentToken() == JsonToken.START_ARRAY) {
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    read(parser, path + "/" + i);
                }
            } else {
                texts.put(path, parser.getString());
            }
        }
    }
}
