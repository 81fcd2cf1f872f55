package dev.keyturn.edge.operation.iam.provider;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.identity.SamlProviders;
import dev.keyturn.state.store.Transaction;

/**
 * An identity provider as a request names one, with the one of exactly that ARN if the caller's account has it. Another
 * account's is as good as none.
 *
 * @param asGiven the request's text, which need not be an ARN at all
 */
record ProviderByArn<E extends Entity>(EntityKind kind, String asGiven, Optional<E> stored) {

    static ProviderByArn<OidcProvider> oidc(String text, Caller caller, Transaction tx) {
        return new ProviderByArn<>(
                EntityKind.OIDC_PROVIDER,
                text,
                name(text, EntityKind.OIDC_PROVIDER, caller)
                        .flatMap(name -> new OidcProviders(tx).find(caller.account(), name)));
    }

    static ProviderByArn<SamlProvider> saml(String text, Caller caller, Transaction tx) {
        return new ProviderByArn<>(
                EntityKind.SAML_PROVIDER,
                text,
                name(text, EntityKind.SAML_PROVIDER, caller)
                        .flatMap(name -> new SamlProviders(tx).find(caller.account(), name)));
    }

    private static Optional<String> name(String text, EntityKind kind, Caller caller) {
        String prefix = kind.arn(caller.account(), "/", "").toString();
        return text.startsWith(prefix) ? Optional.of(text.substring(prefix.length())) : Optional.empty();
    }

    Demand demand(String action) {
        boolean oidc = kind == EntityKind.OIDC_PROVIDER;
        Demand demand = Demand.on(action, asGiven)
                .recordedAs(oidc ? "AWS::IAM::OIDCProvider" : "AWS::IAM::SAMLProvider", asGiven);
        return stored.map(provider -> demand.withResourceTags("iam", provider.tags()))
                .orElse(demand);
    }

    /** @throws AwsFailure NoSuchEntity */
    E found() {
        return stored.orElseThrow(() -> AwsFailure.of(
                "NoSuchEntityException",
                (kind == EntityKind.OIDC_PROVIDER ? "OpenIDConnect Provider" : "Manifest") + " not found for arn "
                        + asGiven));
    }
}
