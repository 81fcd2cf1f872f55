package dev.keyturn.edge.signin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sts.model.Credentials;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.edge.gate.Origin;
import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.edge.http.HttpHandler;
import dev.keyturn.edge.http.Refusal;
import dev.keyturn.edge.signin.SignInAnswer.Why;
import dev.keyturn.rules.sigv4.HttpMessage.Header;
import dev.keyturn.state.signin.SignInTickets.Issued;
import dev.keyturn.state.store.StoreException;

/**
 * What is below {@code /signin}: a page, and the JSON that it speaks. No cookies: a page of somebody else's can make a
 * browser send nothing that is worth anything here. Everything else goes on to the AWS endpoint.
 */
public final class SignInEndpoint implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SignInEndpoint.class);

    /** More than any security key's answer. */
    private static final int LONGEST_BODY = 16 << 10;

    private static final int LONGEST_NAME = 128;
    private static final String JSON_TYPE = "application/json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<Header> PROTECTIVE = List.of(
            new Header("cache-control", "no-store"),
            new Header("x-content-type-options", "nosniff"),
            new Header("referrer-policy", "no-referrer"),
            new Header("x-frame-options", "DENY"),
            new Header("cross-origin-opener-policy", "same-origin"),
            new Header(
                    "content-security-policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
                            + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"));

    private static final Map<String, Asset> ASSETS = Map.of(
            "/signin", new Asset("signin.html", "text/html; charset=utf-8"),
            "/signin/signin.js", new Asset("signin.js", "text/javascript; charset=utf-8"),
            "/signin/signin.css", new Asset("signin.css", "text/css; charset=utf-8"),
            "/signin/icon.svg", new Asset("icon.svg", "image/svg+xml"));

    private record Asset(String file, String type) {}

    private final SignIn signIn;
    private final HttpHandler others;

    public SignInEndpoint(SignIn signIn, HttpHandler others) {
        this.signIn = signIn;
        this.others = others;
    }

    @Override
    public HttpAnswer answer(HttpCall call) {
        String path = call.message().path();
        if (!path.equals("/signin") && !path.startsWith("/signin/")) {
            return others.answer(call);
        }
        return switch (call.method()) {
            case "GET" -> asset(path);
            case "POST" -> post(path, call);
            // Any other method is a mistake.
            default -> answer(405, error("MethodNotAllowed", "Use GET or POST."));
        };
    }

    @Override
    public HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId) {
        return others.refuse(refusal, speaksJson, requestId);
    }

    private static HttpAnswer asset(String path) {
        Asset asset = ASSETS.get(path);
        if (asset == null) {
            return answer(404, error("NotFound", "There is nothing here."));
        }
        try (InputStream stream = SignInEndpoint.class.getResourceAsStream(asset.file())) {
            if (stream == null) {
                throw new IllegalStateException("`" + asset.file() + "` is missing");
            }
            return answer(200, asset.type(), stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading `" + asset.file() + "`", e);
        }
    }

    private HttpAnswer post(String path, HttpCall call) {
        boolean json = call.header("content-type")
                .filter(type -> type.startsWith(JSON_TYPE))
                .isPresent();
        if (!json) {
            return answer(415, error("UnsupportedMediaType", "Send " + JSON_TYPE + "."));
        }
        if (call.body().length > LONGEST_BODY) {
            return answer(413, error("RequestEntityTooLarge", "The request body is too large."));
        }
        try {
            return render(dispatch(path, new Fields(JSON.readTree(call.body())), Origin.of(call)));
        } catch (JacksonException | IllegalArgumentException _) {
            // Never with the cause: it quotes what was sent.
            return render(new SignInAnswer.Refused(Why.MALFORMED, "The request is not well-formed."));
        } catch (StoreException outage) {
            LOG.error("sign-in {}: {}", call.requestId(), outage.getMessage(), outage);
            return answer(503, error("ServiceUnavailable", "The service is unavailable. Please try again shortly."));
        }
    }

    private SignInAnswer dispatch(String path, Fields fields, Origin origin) {
        return switch (path) {
            case "/signin/password" ->
                signIn.password(
                        fields.shortText("account"), fields.shortText("userName"), fields.text("password"), origin);
            case "/signin/code" -> signIn.code(fields.shortText("ticket"), fields.shortText("code"), origin);
            case "/signin/key" ->
                signIn.key(
                        fields.shortText("ticket"),
                        fields.text("credentialId"),
                        fields.bytes("authenticatorData"),
                        fields.bytes("clientDataJSON"),
                        fields.bytes("signature"),
                        origin);
            case "/signin/new-password" ->
                signIn.newPassword(fields.shortText("ticket"), fields.text("newPassword"), origin);
            case "/signin/register-key" ->
                signIn.register(
                        fields.shortText("ticket"),
                        fields.keyName("name"),
                        fields.bytes("attestationObject"),
                        fields.bytes("clientDataJSON"),
                        origin);
            // A path that is not there, from a client of another version.
            default -> throw new IllegalArgumentException("no such step");
        };
    }

    private HttpAnswer render(SignInAnswer answer) {
        return switch (answer) {
            case SignInAnswer.SecondFactor(Issued ticket, boolean hasCodes, List<String> keyIds) -> {
                ObjectNode node = step("SECOND_FACTOR", ticket).put("hasCodes", hasCodes);
                ArrayNode ids = node.putArray("keyIds");
                keyIds.forEach(ids::add);
                yield answer(200, node);
            }
            case SignInAnswer.NewPassword(Issued ticket) -> answer(200, step("NEW_PASSWORD", ticket));
            case SignInAnswer.SignedIn(Issued ticket, Credentials credentials, String userId, String userName) -> {
                ObjectNode node =
                        step("SIGNED_IN", ticket).put("userId", userId).put("userName", userName);
                node.putObject("credentials")
                        .put("AccessKeyId", credentials.accessKeyId())
                        .put("SecretAccessKey", credentials.secretAccessKey())
                        .put("SessionToken", credentials.sessionToken())
                        .put("Expiration", credentials.expiration().toString());
                ArrayNode algorithms = node.putArray("algorithms");
                KeyVerifier.ALGORITHMS.forEach(algorithms::add);
                yield answer(200, node);
            }
            case SignInAnswer.KeyRegistered(String serialNumber) ->
                answer(
                        200,
                        JSON.createObjectNode().put("step", "KEY_REGISTERED").put("serialNumber", serialNumber));
            case SignInAnswer.Refused(Why why, String message) -> answer(why.status(), error(why.code(), message));
        };
    }

    private ObjectNode step(String step, Issued ticket) {
        return JSON.createObjectNode()
                .put("step", step)
                .put("ticket", ticket.text())
                .put(
                        "challenge",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(ticket.ticket().challenge()))
                .put("relyingParty", signIn.relyingParty());
    }

    private static ObjectNode error(String code, String message) {
        return JSON.createObjectNode().put("error", code).put("message", message);
    }

    private static HttpAnswer answer(int status, ObjectNode body) {
        return answer(status, JSON_TYPE, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static HttpAnswer answer(int status, String type, byte[] body) {
        List<Header> headers = new ArrayList<>(PROTECTIVE);
        headers.add(new Header("content-type", type));
        return new HttpAnswer(status, headers, body);
    }

    /** The members of a request, which are all text. */
    private record Fields(JsonNode node) {
        String text(String name) {
            return Optional.ofNullable(node.get(name))
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString)
                    .orElseThrow(() -> new IllegalArgumentException("`" + name + "` is missing"));
        }

        String shortText(String name) {
            String text = text(name);
            if (text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("`" + name + "` is too long, or no text");
            }
            return text;
        }

        String keyName(String name) {
            String text = text(name);
            if (!text.matches("[A-Za-z0-9+=,.@_-]{1,64}")) {
                throw new IllegalArgumentException("`" + name + "` is not a name");
            }
            return text;
        }

        byte[] bytes(String name) {
            return Base64.getUrlDecoder().decode(text(name));
        }

        /** Without what they hold. */
        @Override
        public String toString() {
            return "Fields[" + node.size() + "]";
        }
    }
}
