package dev.keyturn.edge.operation.iam.account;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.store.Transaction;

/**
 * Takes the account's alias away.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html">DeleteAccountAlias</a>
 */
final class DeleteAccountAlias implements Change<DeleteAccountAliasRequest, Nothing, DeleteAccountAliasResponse> {
    private static final Api<DeleteAccountAliasRequest> API =
            new Api<>("iam", "DeleteAccountAlias", DeleteAccountAliasRequest.class, DeleteAccountAliasRequest::builder);

    @Override
    public Api<DeleteAccountAliasRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(DeleteAccountAliasRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(DeleteAccountAliasRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public DeleteAccountAliasResponse perform(
            Authorized<DeleteAccountAliasRequest, Nothing> authorized, Transaction tx) {
        String alias = authorized.request().accountAlias();
        Accounts accounts = new Accounts(tx);
        boolean itsAlias = accounts.find(authorized.account())
                .flatMap(Accounts.Account::alias)
                .filter(alias::equals)
                .isPresent();
        if (!itsAlias) {
            throw AwsFailure.of("NoSuchEntityException", "The account alias with name " + alias + " cannot be found.");
        }
        accounts.setAlias(authorized.account(), Optional.empty());
        return DeleteAccountAliasResponse.builder().build();
    }
}
