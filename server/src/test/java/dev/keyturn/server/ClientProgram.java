package dev.keyturn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * A client that is a program of its own, run with nothing but the endpoint, the region and a key in its environment, as
 * docs/compatibility.md promises.
 */
final class ClientProgram {
    private static final int PATIENCE_SECONDS = 120;

    private final List<String> command;
    private final Map<String, String> environment;

    private ClientProgram(List<String> command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    record Run(int exitCode, String out, String err) {}

    /** @param key long-term, or temporary with its session token */
    static ClientProgram of(URI endpoint, AwsCredentials key, String... command) {
        Map<String, String> environment = new HashMap<>(Map.ofEntries(
                Map.entry("AWS_ENDPOINT_URL", endpoint.toString()),
                Map.entry("AWS_DEFAULT_REGION", "us-east-1"),
                Map.entry("AWS_ACCESS_KEY_ID", key.accessKeyId()),
                Map.entry("AWS_SECRET_ACCESS_KEY", key.secretAccessKey()),
                Map.entry("AWS_DEFAULT_OUTPUT", "json"),
                // Nothing of whoever runs the tests may play a part.
                Map.entry("AWS_CONFIG_FILE", "/dev/null"),
                Map.entry("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
                Map.entry("AWS_EC2_METADATA_DISABLED", "true"),
                Map.entry("AWS_PAGER", "")));
        if (key instanceof AwsSessionCredentials temporary) {
            environment.put("AWS_SESSION_TOKEN", temporary.sessionToken());
        }
        return new ClientProgram(List.of(command), environment);
    }

    /** Whether the command runs at all, with exit code 0. */
    static boolean works(String... command) {
        try {
            return new ClientProgram(List.of(command), Map.of()).run().exitCode() == 0;
        } catch (UncheckedIOException e) {
            return false; // there is no such program
        }
    }

    Run run(String... arguments) {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("keyturn-client", ".out");
            Path err = Files.createTempFile("keyturn-client", ".err");
            try {
                return run(line, out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Run run(List<String> line, Path out, Path err) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("`" + line.getFirst() + "` does not end");
            }
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
