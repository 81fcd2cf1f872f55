package dev.keyturn.server;

import java.net.URI;
import java.util.List;
import java.util.UUID;

import dev.keyturn.server.RawCall.Header;

/** One change asked for in each of the two protocols, unsigned, and how each spells an error. */
enum Spoken {
    JSON("secretsmanager") {
        @Override
        RawCall call(URI endpoint, String name) {
            return new RawCall(
                    "POST",
                    "/",
                    List.of(
                            new Header("host", endpoint.getAuthority()),
                            new Header("content-type", "application/x-amz-json-1.1"),
                            new Header("x-amz-target", "secretsmanager.CreateSecret")),
                    "{\"Name\":\"" + name + "\",\"SecretString\":\"v\",\"ClientRequestToken\":\"" + UUID.randomUUID()
                            + "\"}");
        }

        @Override
        String code(String query, String json) {
            return json;
        }
    },
    QUERY("iam") {
        @Override
        RawCall call(URI endpoint, String name) {
            return new RawCall(
                    "POST",
                    "/",
                    List.of(
                            new Header("host", endpoint.getAuthority()),
                            new Header("content-type", "application/x-www-form-urlencoded; charset=utf-8")),
                    "Action=CreateUser&Version=2010-05-08&UserName=" + name);
        }

        @Override
        String code(String query, String json) {
            return query;
        }
    };

    final String service;

    Spoken(String service) {
        this.service = service;
    }

    /** To make a secret, or a user, of that name. */
    abstract RawCall call(URI endpoint, String name);

    /** The one of the two that this protocol says. */
    abstract String code(String query, String json);
}
