package dev.keyturn.rules.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.sigv4.HttpMessage.Header;

/** What botocore signs is accepted. Skipped where python3 has no botocore. */
class BotocoreSignatureTest {
    private static final String NOW = "20260101T001000Z";

    @Test
    void whatBotocoreSignsIsAccepted() throws Exception {
        assumeTrue(run("-c", "import botocore.auth").exit() == 0, "no python3 with botocore on this machine");
        Path script =
                Path.of(getClass().getResource("/sigv4/sign_with_botocore.py").toURI());
        Output signed = run(script.toString(), NOW, ReferenceSigner.ACCESS_KEY, ReferenceSigner.SECRET_KEY);
        assertThat(signed.exit()).as(signed.text()).isZero();
        List<HttpMessage> messages =
                signed.text().lines().map(BotocoreSignatureTest::message).toList();
        assertThat(messages).hasSize(240);
        for (HttpMessage message : messages) {
            SignatureV4.verify(
                    message,
                    SignatureV4.read(message).orElseThrow(),
                    ReferenceSigner.key(message),
                    Instant.parse("2026-01-01T00:12:00Z"));
        }
    }

    private static HttpMessage message(String line) {
        String[] fields = line.split("\u001f", -1);
        List<Header> headers = Arrays.stream(fields)
                .skip(4)
                .map(field -> field.split(":", 2))
                .map(pair -> new Header(pair[0], pair[1]))
                .toList();
        return new HttpMessage(fields[0], fields[1], fields[2], headers, fields[3].getBytes(StandardCharsets.UTF_8));
    }

    private record Output(int exit, String text) {}

    private static Output run(String... arguments) throws InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "python3";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            return new Output(-1, String.valueOf(e.getMessage()));
        }
    }
}
