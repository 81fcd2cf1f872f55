package dev.keyturn.server;

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
