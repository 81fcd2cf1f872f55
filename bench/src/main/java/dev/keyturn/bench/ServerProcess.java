package dev.keyturn.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server under load, in a process of its own so that its CPU time can be told from the load generator's. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Inline policies of the user that calls, of which the last one in name order allows; a tenth is for batches. */
    private static final int POLICIES = 9;

    private final String name;
    private final Process process;
    private final int port;
    private final Path directory;
    private final String account;
    private final String keyId;
    private final String secretKey;

    private ServerProcess(
            String name, Process process, int port, Path directory, String account, String keyId, String secretKey) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.directory = directory;
        this.account = account;
        this.keyId = keyId;
        this.secretKey = secretKey;
    }

    /** A fresh Keyturn on SQLite, as {@code ./keyturn server} runs it with those flags. */
    static ServerProcess keyturn(String... flags) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("keyturn-bench");
        Path credentials = directory.resolve("credentials");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.keyturn.server.Main",
                "server",
                "--data",
                directory.resolve("data").toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--credentials-file",
                credentials.toString()));
        command.addAll(List.of(flags));
        Process process = start(directory, command.toArray(String[]::new));
        awaitListening("keyturn", process, port, output(directory));
        List<String> lines = Files.readAllLines(credentials);
        ServerProcess root = new ServerProcess(
                "keyturn",
                process,
                port,
                directory,
                "",
                value(lines, "aws_access_key_id"),
                value(lines, "aws_secret_access_key"));
        return root.asUser();
    }

    /** Calls are decided by policies only for a user: root would make the measurement too good. */
    private ServerProcess asUser() throws IOException {
        String user = element(iam("Action=CreateUser&UserName=bench"), "Arn");
        iam("Action=CreateRole&RoleName=bench&AssumeRolePolicyDocument="
                + URLEncoder.encode("""
                        {"Version": "2012-10-17", "Statement": {
                          "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "%s"}}}
                        """.formatted(user), StandardCharsets.UTF_8));
        for (int i = 0; i < POLICIES; i++) {
            iam("Action=PutUserPolicy&UserName=bench&PolicyName=team" + i + "&PolicyDocument="
                    + URLEncoder.encode(
                            """
                            {"Version": "2012-10-17", "Statement": {
                              "Effect": "Allow", "Action": "secretsmanager:*",
                              "Resource": "arn:aws:secretsmanager:*:*:secret:%s/*"}}
                            """.formatted(i == POLICIES - 1 ? "bench" : "team" + i), StandardCharsets.UTF_8));
        }
        iam("Action=PutUserPolicy&UserName=bench&PolicyName=zz-batch&PolicyDocument="
                + URLEncoder.encode("""
                        {"Version": "2012-10-17", "Statement": {
                          "Effect": "Allow", "Action": "secretsmanager:BatchGetSecretValue", "Resource": "*"}}
                        """, StandardCharsets.UTF_8));
        String key = iam("Action=CreateAccessKey&UserName=bench");
        return new ServerProcess(
                name,
                process,
                port,
                directory,
                user.split(":")[4],
                element(key, "AccessKeyId"),
                element(key, "SecretAccessKey"));
    }

    private String iam(String form) throws IOException {
        return Load.body(port, query("iam", form + "&Version=2010-05-08", Instant.now()));
    }

    private static String element(String xml, String name) {
        return xml.substring(xml.indexOf("<" + name + ">") + name.length() + 2, xml.indexOf("</" + name + ">"));
    }

    /** moto's server, an emulator in Python that neither verifies, authorises, encrypts nor records; empty if absent. */
    static Optional<ServerProcess> moto() throws IOException, InterruptedException {
        Optional<Path> command = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "moto_server"))
                .filter(Files::isExecutable)
                .findFirst();
        if (command.isEmpty()) {
            return Optional.empty();
        }
        Path directory = Files.createTempDirectory("keyturn-bench");
        int port = freePort();
        Process process = start(directory, command.get().toString(), "-H", "127.0.0.1", "-p", Integer.toString(port));
        awaitListening("moto", process, port, output(directory));
        return Optional.of(new ServerProcess("moto", process, port, directory, "123456789012", "AKIAMOTO", "moto"));
    }

    private static Process start(Path directory, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output(directory).toFile())
                .start();
    }

    private static Path output(Path directory) {
        return directory.resolve("output");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(String name, Process process, int port, Path output)
            throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline) && process.isAlive()) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException _) {
                Thread.sleep(50); // not yet
            }
        }
        process.destroyForcibly();
        throw new IOException(name + " did not start: " + Files.readString(output));
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf('=') + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    byte[] json(String target, String body, Instant at) {
        return SignedCall.json("localhost:" + port, keyId, secretKey, target, body, at)
                .bytes();
    }

    byte[] query(String service, String form, Instant at) {
        return SignedCall.query("localhost:" + port, keyId, secretKey, service, form, at)
                .bytes();
    }

    /** Of a role that the caller may assume. */
    String roleArn() {
        return "arn:aws:iam::" + account + ":role/bench";
    }

    String account() {
        return account;
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    /** Used by the process so far; of its children too, since moto's launcher starts one. */
    Duration cpu() {
        Duration own = process.info().totalCpuDuration().orElse(Duration.ZERO);
        return process.descendants()
                .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(own, Duration::plus);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Directories.delete(directory);
    }
}
