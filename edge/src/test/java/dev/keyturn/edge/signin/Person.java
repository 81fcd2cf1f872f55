package dev.keyturn.edge.signin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.edge.http.HttpHandler;
import dev.keyturn.edge.http.Refusal;
import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/** Somebody at the sign-in page, or at least at its endpoints. */
final class Person {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final SignInEndpoint endpoint;

    /** @param status of HTTP */
    record Answer(int status, JsonNode json) {
        String step() {
            return json.path("step").asString("");
        }

        String error() {
            return json.path("error").asString("");
        }

        String text(String name) {
            return json.path(name).asString("");
        }
    }

    Person(SignIn signIn) {
        this.endpoint = new SignInEndpoint(signIn, new Nobody());
    }

    Answer password(String account, String userName, String password) {
        return post("password", Map.of("account", account, "userName", userName, "password", password));
    }

    Answer code(String ticket, String code) {
        return post("code", Map.of("ticket", ticket, "code", code));
    }

    Answer newPassword(String ticket, String password) {
        return post("new-password", Map.of("ticket", ticket, "newPassword", password));
    }

    Answer post(String step, Map<String, String> fields) {
        return send(step, JSON.writeValueAsBytes(new HashMap<>(fields)));
    }

    Answer send(String step, byte[] body) {
        HttpAnswer answer = call("POST", "/signin/" + step, "application/json", body);
        return new Answer(answer.status(), JSON.readTree(answer.body()));
    }

    HttpAnswer call(String method, String path, String contentType, byte[] body) {
        return endpoint.answer(new HttpCall(
                new HttpMessage(method, path, "", List.of(new Header("content-type", contentType)), body),
                "192.0.2.7",
                Optional.empty(),
                UUID.randomUUID().toString(),
                Instant.now()));
    }

    /** What is not below /signin. */
    private static final class Nobody implements HttpHandler {
        @Override
        public HttpAnswer answer(HttpCall call) {
            return new HttpAnswer(299, List.of(), "{}".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public HttpAnswer refuse(Refusal refusal, boolean speaksJson, String requestId) {
            return new HttpAnswer(refusal.status(), List.of(), new byte[0]);
        }
    }
}
