package dev.keyturn.edge.operation.iam.provider;

import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.SamlProviders;
import dev.keyturn.state.store.Store;

/**
 * Lists the SAML providers of the account.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html">ListSAMLProviders</a>
 */
final class ListSAMLProviders implements Read<ListSamlProvidersRequest, Nothing, ListSamlProvidersResponse> {
    private static final Api<ListSamlProvidersRequest> API =
            new Api<>("iam", "ListSAMLProviders", ListSamlProvidersRequest.class, ListSamlProvidersRequest::builder);

    private final Store store;

    ListSAMLProviders(Store store) {
        this.store = store;
    }

    @Override
    public Api<ListSamlProvidersRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListSamlProvidersRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListSamlProvidersRequest request, Nothing target, Caller caller) {
        return Demand.on(
                API.action(),
                EntityKind.SAML_PROVIDER.arn(caller.account(), "/", "*").toString());
    }

    @Override
    public ListSamlProvidersResponse perform(Authorized<ListSamlProvidersRequest, Nothing> authorized) {
        return ListSamlProvidersResponse.builder()
                .samlProviderList(store.read(tx -> new SamlProviders(tx).list(authorized.account())).stream()
                        .map(provider -> SAMLProviderListEntry.builder()
                                .arn(provider.arn().toString())
                                .validUntil(SamlValidity.of(provider))
                                .createDate(provider.created())
                                .build())
                        .toList())
                .build();
    }
}
