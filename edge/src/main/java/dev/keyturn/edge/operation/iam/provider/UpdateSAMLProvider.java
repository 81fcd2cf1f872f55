package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderResponse;

import dev.keyturn.edge.federation.SamlMetadata;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.identity.SamlProviders;
import dev.keyturn.state.store.Transaction;

/**
 * Replaces the metadata document of a SAML provider.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html">UpdateSAMLProvider</a>
 */
final class UpdateSAMLProvider
        implements Change<UpdateSamlProviderRequest, ProviderByArn<SamlProvider>, UpdateSamlProviderResponse> {
    private static final Api<UpdateSamlProviderRequest> API =
            new Api<>("iam", "UpdateSAMLProvider", UpdateSamlProviderRequest.class, UpdateSamlProviderRequest::builder);

    @Override
    public Api<UpdateSamlProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<SamlProvider> resolve(UpdateSamlProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.saml(request.samlProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(UpdateSamlProviderRequest request, ProviderByArn<SamlProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public UpdateSamlProviderResponse perform(
            Authorized<UpdateSamlProviderRequest, ProviderByArn<SamlProvider>> authorized, Transaction tx) {
        UpdateSamlProviderRequest request = authorized.request();
        ProviderLimits.checkNotEncrypted(request.addPrivateKey(), request.assertionEncryptionModeAsString());
        SamlProvider provider = authorized.target().found();
        if (request.samlMetadataDocument() != null) {
            SamlMetadata.parse(request.samlMetadataDocument());
            new SamlProviders(tx).setMetadata(provider, request.samlMetadataDocument());
        }
        return UpdateSamlProviderResponse.builder()
                .samlProviderArn(provider.arn().toString())
                .build();
    }
}
