package dev.keyturn.server;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code keyturn login}: signs a person in and prints temporary credentials as every AWS client's
 * {@code credential_process} takes them. Asks on the terminal; without one reads standard input, one line for each
 * question, so that no secret is on a command line.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">Process credential
 *     provider</a>
 */
@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description = "Signs in with password and MFA code, and prints temporary credentials for an AWS profile's"
                + " credential_process. Asks on the terminal, or reads one line of standard input for each question:"
                + " the password, then the code, then a new password if one is due.")
final class LoginCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:7071",
            description = "Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private URI endpoint;

    @Option(names = "--account", paramLabel = "ID", required = true, description = "The account's id or alias.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String account;

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "The IAM user's name.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String user;

    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    @Override
    public Integer call() throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            JsonNode answer =
                    post(http, "password", Map.of("account", account, "userName", user, "password", ask("Password: ")));
            if (step(answer).equals("SECOND_FACTOR")) {
                if (!answer.path("hasCodes").asBoolean(false)) {
                    throw new StartRefusedException("this user's second factor is a security key: sign in with a"
                            + " browser, at `" + endpoint + "/signin`");
                }
                answer = post(http, "code", Map.of("ticket", ticket(answer), "code", ask("MFA code: ")));
            }
            if (step(answer).equals("NEW_PASSWORD")) {
                answer = post(
                        http, "new-password", Map.of("ticket", ticket(answer), "newPassword", ask("New password: ")));
            }
            spec.commandLine().getOut().println(credentials(answer));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    private static String credentials(JsonNode answer) {
        JsonNode given = answer.path("credentials");
        return JSON.createObjectNode()
                .put("Version", 1)
                .put("AccessKeyId", given.path("AccessKeyId").asString(""))
                .put("SecretAccessKey", given.path("SecretAccessKey").asString(""))
                .put("SessionToken", given.path("SessionToken").asString(""))
                .put("Expiration", given.path("Expiration").asString(""))
                .toString();
    }

    private JsonNode post(HttpClient http, String step, Map<String, String> fields) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/signin/" + step))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(fields)))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new StartRefusedException(answer.path("message").asString("the server refused"));
            }
            return answer;
        } catch (IOException e) {
            throw new StartRefusedException("`" + endpoint + "` cannot be reached", e);
        } catch (JacksonException _) {
            // Never with the cause, which may quote credentials.
            throw new StartRefusedException("`" + endpoint + "` does not answer as Keyturn does");
        }
    }

    /** Not echoed. */
    private String ask(String question) {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("%s", question);
            return typed == null ? "" : new String(typed);
        }
        try {
            String line = input.readLine();
            if (line == null) {
                throw new StartRefusedException("standard input ended before the answer to `" + question.strip() + "`");
            }
            return line;
        } catch (IOException e) {
            throw new StartRefusedException("standard input cannot be read", e);
        }
    }

    private static String step(JsonNode answer) {
        return answer.path("step").asString("");
    }

    private static String ticket(JsonNode answer) {
        return answer.path("ticket").asString("");
    }
}
