package dev.keyturn.edge.federation;

import java.util.List;
import java.util.Map;

/**
 * Who a verified web identity token is about.
 *
 * @param issuer {@code https://…}
 * @param subject the token's {@code sub}
 * @param audience {@code azp} where there is one, otherwise the registered one among {@code aud}
 * @param keys the condition keys of the token, {@code token.actions.githubusercontent.com:sub} and its like
 */
public record WebIdentity(
        String issuer, String subject, String audience, Map<String, List<String>> keys, AttestedSession attested) {
    public WebIdentity {
        keys = Map.copyOf(keys);
    }

    /** The issuer without {@code https://}: AWS's {@code Provider}. */
    public String provider() {
        return TrustedIssuer.nameOf(issuer);
    }
}
