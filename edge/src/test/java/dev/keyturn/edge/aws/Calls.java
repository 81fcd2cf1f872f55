package dev.keyturn.edge.aws;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

/** Requests without a network. */
final class Calls {
    private Calls() {}

    static HttpCall json(String target, String body) {
        return json(target, body.getBytes(StandardCharsets.UTF_8));
    }

    static HttpCall json(String target, byte[] body) {
        return call(
                "POST",
                "",
                body,
                new Header("content-type", "application/x-amz-json-1.1"),
                new Header("x-amz-target", target));
    }

    static HttpCall form(String body) {
        return call(
                "POST",
                "",
                body.getBytes(StandardCharsets.ISO_8859_1),
                new Header("content-type", "application/x-www-form-urlencoded; charset=utf-8"));
    }

    static HttpCall get(String query) {
        return call("GET", query, new byte[0]);
    }

    static HttpCall call(String method, String query, byte[] body, Header... headers) {
        List<Header> all = new ArrayList<>(List.of(new Header("host", "localhost")));
        all.addAll(List.of(headers));
        return new HttpCall(
                new HttpMessage(method, "/", query, all, body),
                "127.0.0.1",
                Optional.empty(),
                "11111111-2222-4333-8444-555555555555",
                Instant.EPOCH);
    }
}
