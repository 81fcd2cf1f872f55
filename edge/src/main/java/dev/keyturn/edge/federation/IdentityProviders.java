package dev.keyturn.edge.federation;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Instant;
import java.util.Set;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.identity.SamlProviders;
import dev.keyturn.state.store.Store;

/** Proofs of identity, verified against the providers of an account, as they are registered now. */
public final class IdentityProviders {
    private static final String SAML_PROVIDER = "saml-provider/";

    private final Store store;
    private final WebIdentityTokens tokens;
    private final SamlAssertions assertions;

    /** By the document: strangers present assertions, and must not have it parsed each time. */
    private final LoadingCache<String, SamlMetadata> metadata =
            Caffeine.newBuilder().maximumSize(100).build(SamlMetadata::parse);

    public IdentityProviders(Store store, WebIdentityTokens tokens, SamlAssertions assertions) {
        this.store = store;
        this.tokens = tokens;
        this.assertions = assertions;
    }

    /**
     * @param account whose provider must vouch
     * @throws AwsFailure InvalidIdentityToken and its kin
     */
    public WebIdentity webIdentity(String account, String token, Instant now) {
        String issuer = WebIdentityTokens.claimedIssuer(token);
        OidcProvider provider = store.read(tx -> new OidcProviders(tx).find(account, OidcProvider.nameOf(issuer)))
                .filter(found -> found.url().equals(issuer))
                .orElseThrow(() -> FederationFailure.invalidToken(
                        "No OpenIDConnect provider found in your account for " + issuer));
        return tokens.verify(
                token,
                new TrustedIssuer(provider.url(), Set.copyOf(provider.clientIds()), Set.copyOf(provider.thumbprints())),
                now);
    }

    /**
     * @param providerArn which provider must have signed
     * @throws AwsFailure InvalidIdentityToken and its kin
     */
    public SamlIdentity saml(Arn providerArn, String response, Instant now) {
        if (!providerArn.service().equals("iam") || !providerArn.resource().startsWith(SAML_PROVIDER)) {
            throw unknownProvider();
        }
        String name = providerArn.resource().substring(SAML_PROVIDER.length());
        SamlProvider provider = store.read(tx -> new SamlProviders(tx).find(providerArn.account(), name))
                .orElseThrow(IdentityProviders::unknownProvider);
        return assertions.verify(
                response,
                new TrustedSamlProvider(provider.account(), provider.name(), metadata.get(provider.metadata())),
                now);
    }

    /**
     * Uses a SAML assertion up, so that whoever has seen it gets nothing for it.
     *
     * @throws AwsFailure InvalidIdentityToken if it was used before, whichever node it was presented to
     */
    public void use(String account, SamlIdentity identity) {
        boolean first = store.write(tx ->
                new SamlProviders(tx).use(account, identity.issuer(), identity.assertionId(), identity.usableUntil()));
        if (!first) {
            throw FederationFailure.invalidToken("The SAML assertion was used before");
        }
    }

    private static AwsFailure unknownProvider() {
        return FederationFailure.invalidToken("Specified provider doesn't exist");
    }
}
