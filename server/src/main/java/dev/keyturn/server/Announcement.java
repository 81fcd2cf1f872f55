package dev.keyturn.server;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** What the server says on standard output when it starts. */
final class Announcement {
    private Announcement() {}

    /** Said once in a server's life. */
    static String rootKey(RootKey key, Settings settings) {
        String where = settings.credentialsFile()
                .map(file -> "# It is also in " + file + ".\n")
                .orElse("");
        return """
                # The root user's first access key. It is shown only now: keep it, use it to make
                # an administrator, and then no more.
                %s%s
                """.formatted(where, CredentialsFile.text(settings.dev() ? "keyturn" : "default", key));
    }

    /**
     * A key that was made by a command: in the file, or, where there is none, on standard output. Only there, ever.
     *
     * @param profile of what is printed; a file is one of its own
     * @throws StartRefusedException if the file cannot be written: the key is lost then, and {@code keyturn init} makes
     *     another
     */
    static void tell(RootKey key, String profile, Optional<Path> file, PrintWriter out) {
        if (file.isPresent()) {
            CredentialsFile.write(file.get(), key);
            out.printf("# The root user's access key is in %s.%n", file.get());
        } else {
            out.printf("# The root user's access key. It is shown only now.%n%s", CredentialsFile.text(profile, key));
        }
        out.flush();
    }

    static String ready(KeyturnServer server, Settings settings) {
        String endpoint = server.endpoint().toString();
        String ready = "keyturn listens on %s, account %s, region %s\n"
                .formatted(endpoint, server.account(), settings.region());
        if (!settings.dev()) {
            return ready;
        }
        return ready + """

                # ~/.aws/config
                [profile keyturn]
                region = %s
                endpoint_url = %s

                # aws --profile keyturn sts get-caller-identity
                """.formatted(settings.region(), endpoint);
    }
}
