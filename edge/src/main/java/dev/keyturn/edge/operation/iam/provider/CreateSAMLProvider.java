package dev.keyturn.edge.operation.iam.provider;

import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.federation.SamlMetadata;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.iam.resource.Tags;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.identity.SamlProviders;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.store.Transaction;

/**
 * Registers a SAML identity provider by its metadata document, with tags if the caller may also tag.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html">CreateSAMLProvider</a>
 */
final class CreateSAMLProvider implements Change<CreateSamlProviderRequest, Nothing, CreateSamlProviderResponse> {
    private static final Api<CreateSamlProviderRequest> API =
            new Api<>("iam", "CreateSAMLProvider", CreateSamlProviderRequest.class, CreateSamlProviderRequest::builder);

    private final RandomGenerator random;

    CreateSAMLProvider(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<CreateSamlProviderRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateSamlProviderRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateSamlProviderRequest request, Nothing target, Caller caller) {
        Map<String, String> tags = Tags.asRequested(request.tags());
        Demand demand = Demand.on(
                        API.action(),
                        EntityKind.SAML_PROVIDER
                                .arn(caller.account(), "/", request.name())
                                .toString())
                .recordedAs("AWS::IAM::SAMLProvider", request.name())
                .withRequestTags(tags);
        return tags.isEmpty() ? demand : demand.alsoNeeding("iam:TagSAMLProvider");
    }

    @Override
    public CreateSamlProviderResponse perform(
            Authorized<CreateSamlProviderRequest, Nothing> authorized, Transaction tx) {
        CreateSamlProviderRequest request = authorized.request();
        ProviderLimits.checkNotEncrypted(request.addPrivateKey(), request.assertionEncryptionModeAsString());
        SamlMetadata.parse(request.samlMetadataDocument());
        SamlProviders providers = new SamlProviders(tx);
        SamlProvider provider = new SamlProvider(
                authorized.account(),
                request.name(),
                UniqueIds.identityProvider(random),
                tx.now(),
                Tags.ofPolicy(request.tags()),
                request.samlMetadataDocument());
        if (!providers.insert(provider)) {
            throw AwsFailure.of(
                    "EntityAlreadyExistsException", "Provider with name " + request.name() + " already exists.");
        }
        ProviderLimits.checkCount(providers.count(provider.account()), "SAMLProvidersPerAccount");
        return CreateSamlProviderResponse.builder()
                .samlProviderArn(provider.arn().toString())
                .tags(Tags.toSdk(provider.tags()))
                .build();
    }
}
