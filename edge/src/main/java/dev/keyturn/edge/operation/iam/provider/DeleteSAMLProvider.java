package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderResponse;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.state.identity.SamlProvider;
import dev.keyturn.state.identity.SamlProviders;
import dev.keyturn.state.store.Transaction;

/**
 * Deletes a SAML provider. Roles may go on naming it, and nobody can assume them by it any more.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html">DeleteSAMLProvider</a>
 */
final class DeleteSAMLProvider
        implements Change<DeleteSamlProviderRequest, ProviderByArn<SamlProvider>, DeleteSamlProviderResponse> {
    private static final Api<DeleteSamlProviderRequest> API =
            new Api<>("iam", "DeleteSAMLProvider", DeleteSamlProviderRequest.class, DeleteSamlProviderRequest::builder);

    @Override
    public Api<DeleteSamlProviderRequest> api() {
        return API;
    }

    @Override
    public ProviderByArn<SamlProvider> resolve(DeleteSamlProviderRequest request, Caller caller, Transaction tx) {
        return ProviderByArn.saml(request.samlProviderArn(), caller, tx);
    }

    @Override
    public Demand demand(DeleteSamlProviderRequest request, ProviderByArn<SamlProvider> provider, Caller caller) {
        return provider.demand(API.action());
    }

    @Override
    public DeleteSamlProviderResponse perform(
            Authorized<DeleteSamlProviderRequest, ProviderByArn<SamlProvider>> authorized, Transaction tx) {
        new SamlProviders(tx).delete(authorized.target().found());
        return DeleteSamlProviderResponse.builder().build();
    }
}
