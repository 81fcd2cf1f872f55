package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An OpenID Connect issuer that an account trusts to say who somebody is.
 *
 * @param name its URL without {@code https://}, as its ARN has it
 * @param id unique for ever; AWS shows none
 * @param clientIds audiences of tokens that are meant for the account
 * @param thumbprints SHA-1 of certificates that are trusted for the issuer, hex digits in lower case
 */
public record OidcProvider(
        String account,
        String name,
        String id,
        Instant created,
        Map<String, String> tags,
        List<String> clientIds,
        List<String> thumbprints)
        implements Entity {
    private static final String SCHEME = "https://";

    public OidcProvider {
        tags = Map.copyOf(tags);
        clientIds = List.copyOf(clientIds);
        thumbprints = List.copyOf(thumbprints);
    }

    /** The name of the provider for an issuer's URL, which begins with {@code https://}. */
    public static String nameOf(String url) {
        return url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : url;
    }

    /** As the issuer's tokens spell it. */
    public String url() {
        return SCHEME + name;
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public EntityKind kind() {
        return EntityKind.OIDC_PROVIDER;
    }
}
