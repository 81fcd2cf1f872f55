package dev.keyturn.state.store;

/**
 * Where the store's PostgreSQL is, and how to log in.
 *
 * @param url {@code jdbc:postgresql://host:port/database}, with the driver's TLS parameters
 * @param readers the most connections for reading; the writer has one more
 */
public record PostgresSettings(String url, String user, String password, int readers) {

    public PostgresSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("the store's URL must begin with `jdbc:postgresql:`");
        }
    }

    /** The parameters of a URL may hold a password as well. */
    @Override
    public String toString() {
        return "PostgresSettings[url=" + url.replaceAll("[?].*", "?…") + ", user=" + user + ", readers=" + readers
                + "]";
    }
}
