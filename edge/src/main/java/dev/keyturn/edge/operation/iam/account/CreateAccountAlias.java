package dev.keyturn.edge.operation.iam.account;

import java.util.Optional;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.store.Transaction;

/**
 * Gives the account an alias, in the place of the one it had. An alias is unique on this server, as it is in AWS among
 * all.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html">CreateAccountAlias</a>
 */
final class CreateAccountAlias implements Change<CreateAccountAliasRequest, Nothing, CreateAccountAliasResponse> {
    private static final Api<CreateAccountAliasRequest> API =
            new Api<>("iam", "CreateAccountAlias", CreateAccountAliasRequest.class, CreateAccountAliasRequest::builder);

    @Override
    public Api<CreateAccountAliasRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(CreateAccountAliasRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(CreateAccountAliasRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public CreateAccountAliasResponse perform(
            Authorized<CreateAccountAliasRequest, Nothing> authorized, Transaction tx) {
        String alias = authorized.request().accountAlias();
        if (alias.matches("\\d{12}")) {
            throw AwsFailure.of(CommonError.VALIDATION, "The account alias must not be a 12-digit number.");
        }
        if (!new Accounts(tx).setAlias(authorized.account(), Optional.of(alias))) {
            throw AwsFailure.of("EntityAlreadyExistsException", "The account alias " + alias + " already exists.");
        }
        return CreateAccountAliasResponse.builder().build();
    }
}
