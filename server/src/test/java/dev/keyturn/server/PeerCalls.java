package dev.keyturn.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The operations by which servers call each other, which no SDK has, as anybody could call them. */
record PeerCalls(URI endpoint, AwsCredentials key, Region region) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> OF_THE_CONNECTION = Set.of("Host", "Content-Length");

    void removeReplica(String secretId) {
        call("RemoveReplica", JSON.createObjectNode().put("SecretId", secretId).put("Generation", Long.MAX_VALUE));
    }

    void replicateSecret(String secretId, String state) {
        replicateSecret(secretId, state, 1, false);
    }

    void replicateSecret(String secretId, String state, long generation, boolean overwrite) {
        call(
                "ReplicateSecret",
                JSON.createObjectNode()
                        .put("SecretId", secretId)
                        .put("Generation", generation)
                        .put("First", true)
                        .put("Overwrite", overwrite)
                        .put("State", state));
    }

    private void call(String operation, ObjectNode json) {
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.identity(key)
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.POST)
                                .uri(endpoint.resolve("/"))
                                .putHeader("Host", endpoint.getRawAuthority())
                                .putHeader("Content-Type", "application/x-amz-json-1.1")
                                .putHeader("X-Amz-Target", "Keyturn_20261124." + operation)
                                .build())
                        .payload(ContentStreamProvider.fromUtf8String(json.toString()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "keyturn")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()))
                .request();
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve("/"))
                .POST(HttpRequest.BodyPublishers.ofString(json.toString()));
        signed.forEachHeader((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw refusal(response);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static AwsServiceException refusal(HttpResponse<String> response) {
        JsonNode error = JSON.readTree(response.body());
        String message = error.path("message").asString("");
        return AwsServiceException.builder()
                .message(message)
                .statusCode(response.statusCode())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(error.path("__type").asString(""))
                        .errorMessage(message)
                        .build())
                .build();
    }
}
