package dev.keyturn.edge.federation;

import java.util.Set;

/**
 * An OpenID Connect provider as an account has registered it.
 *
 * @param url the issuer, {@code https://…}, exactly as its tokens spell it
 * @param clientIds the audiences that are meant for this account
 * @param thumbprints SHA-1 of certificates, 40 hex digits in lower case, that are trusted for this issuer besides the
 *     authorities of the platform
 */
public record TrustedIssuer(String url, Set<String> clientIds, Set<String> thumbprints) {
    public TrustedIssuer {
        clientIds = Set.copyOf(clientIds);
        thumbprints = Set.copyOf(thumbprints);
    }

    /** The issuer as ARNs and condition keys spell it: without {@code https://}. */
    public String name() {
        return nameOf(url);
    }

    static String nameOf(String url) {
        return url.startsWith("https://") ? url.substring("https://".length()) : url;
    }
}
