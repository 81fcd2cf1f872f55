package dev.keyturn.edge.operation.iam.provider;

import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.OidcProvider;
import dev.keyturn.state.identity.OidcProviders;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.store.Transaction;

/**
 * Registers an OpenID Connect issuer, with tags if the caller may also tag.
 *
 * <p>AWS fetches the thumbprint of the issuer's authority when none is given. Here none is none: whom to believe is
 * not asked of whoever answers, so such an issuer needs a certificate of a known authority.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html">CreateOpenIDConnectProvider</a>
 */
final class CreateOpenIDConnectProvider
        implements Change<CreateOpenIdConnectProviderRequest, Nothing, CreateOpenIdConnectProviderResponse> {
    private static final Api<CreateOpenIdConnectProviderRequest> API = new Api<>(
            "iam",
            "CreateOpenIDConnectProvider",
            CreateOpenIdConnectProviderRequest.class,
            CreateOpenIdConnectProviderRequest::builder);

    private final RandomGenerator random;

    CreateOpenIDConnectProvider(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateOpenIdConnectProviderRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateOpenIdConnectProviderRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateOpenIdConnectProviderRequest request, Nothing target, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        Demand demand = Demand.on(
                        API.action(),
                        EntityKind.OIDC_PROVIDER
                                .arn(caller.account(), "/", OidcProvider.nameOf(request.url()))
                                .toString())
                .recordedAs("AWS::IAM::OIDCProvider", OidcProvider.nameOf(request.url()))
                .withRequestTags(tags);
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagOpenIDConnectProvider");
    }

    @Override
    public CreateOpenIdConnectProviderResponse perform(
            Authorized<CreateOpenIdConnectProviderRequest, Nothing> authorized, Transaction tx) {
        CreateOpenIdConnectProviderRequest request = authorized.request();
        IssuerUrl.check(request.url());
        OidcProviders providers = new OidcProviders(tx);
        OidcProvider provider = new OidcProvider(
                authorized.account(),
                OidcProvider.nameOf(request.url()),
                UniqueIds.identityProvider(random),
                tx.now(),
                Tags.ofPolicy(request.tags()),
                ProviderLimits.clientIds(request.clientIDList()),
                ProviderLimits.thumbprints(request.thumbprintList()));
        if (!providers.insert(provider)) {
            throw AwsFailure.of(
                    "EntityAlreadyExistsException", "Provider with url " + request.url() + " already exists.");
        }
        ProviderLimits.checkCount(providers.count(provider.account()), "OpenIdConnectProvidersPerAccount");
        return CreateOpenIdConnectProviderResponse.builder()
                .openIDConnectProviderArn(provider.arn().toString())
                .tags(Tags.toSdk(provider.tags()))
                .build();
    }
}
