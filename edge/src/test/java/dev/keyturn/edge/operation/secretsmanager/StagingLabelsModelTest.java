package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Principal;

/**
 * Any sequence of PutSecretValue, UpdateSecret and UpdateSecretVersionStage against a naive model of what the API
 * reference says of tokens and labels. The tokens are few, so that they are used again, with the same value and with
 * another.
 */
@SuppressWarnings("NullAway.Init") // jqwik fills the fields
final class StagingLabelsModelTest {
    private static Path folder;
    private static InProcessServer server;
    private static SecretsManagerClient secrets;
    private static int tries;

    @BeforeContainer
    static void open() throws IOException {
        folder = Files.createTempDirectory("staging-labels");
        server = new InProcessServer(folder);
        secrets = server.secrets(new Principal.Root(InProcessServer.ACCOUNT));
    }

    @AfterContainer
    static void close() throws IOException {
        server.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** One request. */
    sealed interface Step {
        record Put(int token, String value, Set<String> stages) implements Step {}

        record Update(int token, String value) implements Step {}

        record Move(String stage, Optional<Integer> from, Optional<Integer> to) implements Step {}
    }

    @Property(tries = 150)
    void labelsAndTokensAreAsTheModelSays(@ForAll("sequences") List<Step> steps) {
        String name = "s" + tries++;
        secrets.createSecret(r -> r.name(name));
        Model model = new Model();
        for (Step step : steps) {
            String answered = outcome(() -> perform(name, step));
            assertThat(answered).as("%s", step).isEqualTo(model.perform(step));
            assertThat(secrets.describeSecret(r -> r.secretId(name)).versionIdsToStages())
                    .as("after %s", step)
                    .isEqualTo(model.stages());
            assertThat(values(name, model.values.keySet())).as("after %s", step).isEqualTo(model.values);
        }
    }

    private static Map<String, String> values(String name, Set<String> ids) {
        Map<String, String> values = new HashMap<>();
        for (String id : ids) {
            values.put(
                    id,
                    secrets.getSecretValue(r -> r.secretId(name).versionId(id)).secretString());
        }
        return values;
    }

    private static String perform(String name, Step step) {
        switch (step) {
            case Step.Put(int token, String value, Set<String> stages) ->
                secrets.putSecretValue(r -> r.secretId(name)
                        .clientRequestToken(id(token))
                        .secretString(value)
                        .versionStages(stages));
            case Step.Update(int token, String value) ->
                secrets.updateSecret(
                        r -> r.secretId(name).clientRequestToken(id(token)).secretString(value));
            case Step.Move(String stage, Optional<Integer> from, Optional<Integer> to) ->
                secrets.updateSecretVersionStage(r -> r.secretId(name)
                        .versionStage(stage)
                        .removeFromVersionId(
                                from.map(StagingLabelsModelTest::id).orElse(null))
                        .moveToVersionId(to.map(StagingLabelsModelTest::id).orElse(null)));
        }
        return "ok";
    }

    private static String outcome(Supplier<String> call) {
        try {
            return call.get();
        } catch (AwsServiceException refusal) {
            return refusal.awsErrorDetails().errorCode();
        }
    }

    private static String id(int token) {
        return OnSecrets.token(token);
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<Integer> tokens = Arbitraries.integers().between(1, 4);
        Arbitrary<String> values = Arbitraries.of("x", "y");
        Arbitrary<String> stage = Arbitraries.of("AWSCURRENT", "AWSPENDING", "AWSPREVIOUS", "mine");
        Arbitrary<Step> put = Combinators.combine(
                        tokens, values, stage.set().ofMinSize(1).ofMaxSize(3))
                .as(Step.Put::new);
        Arbitrary<Step> update = Combinators.combine(tokens, values).as(Step.Update::new);
        Arbitrary<Optional<Integer>> maybe = tokens.optional(0.7);
        Arbitrary<Step> move = Combinators.combine(stage, maybe, maybe).as(Step.Move::new);
        return Arbitraries.oneOf(put, update, move).list().ofMinSize(1).ofMaxSize(12);
    }

    /** Versions and labels of one secret, as two maps. */
    private static final class Model {
        private final Map<String, String> values = new HashMap<>();
        private final Map<String, String> wearers = new HashMap<>();

        String perform(Step step) {
            return switch (step) {
                case Step.Put(int token, String value, Set<String> stages) -> put(id(token), value, stages);
                case Step.Update(int token, String value) -> put(id(token), value, Set.of("AWSCURRENT"));
                case Step.Move(String stage, Optional<Integer> from, Optional<Integer> to) ->
                    move(
                            stage,
                            from.map(StagingLabelsModelTest::id).orElse(null),
                            to.map(StagingLabelsModelTest::id).orElse(null));
            };
        }

        private String put(String id, String value, Set<String> requested) {
            if (values.containsKey(id)) {
                return value.equals(values.get(id)) ? "ok" : "ResourceExistsException";
            }
            values.put(id, value);
            Set<String> stages = new HashSet<>(requested);
            if (wearers.isEmpty()) {
                stages.add("AWSCURRENT");
            }
            if (stages.contains("AWSCURRENT") && !stages.contains("AWSPENDING")) {
                wearers.remove("AWSPENDING");
            }
            String before = wearers.get("AWSCURRENT");
            stages.forEach(stage -> wearers.put(stage, id));
            if (before != null && stages.contains("AWSCURRENT")) {
                wearers.put("AWSPREVIOUS", before);
            }
            return "ok";
        }

        private String move(String stage, @Nullable String from, @Nullable String to) {
            String wearer = wearers.get(stage);
            if (from == null && to == null || from != null && !from.equals(wearer)) {
                return "InvalidParameterException";
            }
            if (to == null) {
                if (stage.equals("AWSCURRENT")) {
                    return "InvalidParameterException";
                }
                wearers.remove(stage);
                return "ok";
            }
            if (!values.containsKey(to)) {
                return "ResourceNotFoundException";
            }
            if (to.equals(wearer)) {
                return "ok";
            }
            if (wearer != null && from == null) {
                return "InvalidParameterException";
            }
            wearers.put(stage, to);
            if (stage.equals("AWSCURRENT") && wearer != null) {
                wearers.put("AWSPREVIOUS", wearer);
            }
            return "ok";
        }

        Map<String, List<String>> stages() {
            Map<String, Set<String>> byVersion = new TreeMap<>();
            wearers.forEach((stage, id) ->
                    byVersion.computeIfAbsent(id, _ -> new TreeSet<>()).add(stage));
            Map<String, List<String>> sorted = new TreeMap<>();
            byVersion.forEach((id, stages) -> sorted.put(id, List.copyOf(stages)));
            return sorted;
        }
    }
}
