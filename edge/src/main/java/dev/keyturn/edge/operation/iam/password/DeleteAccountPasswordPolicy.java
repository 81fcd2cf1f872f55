package dev.keyturn.edge.operation.iam.password;

import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.state.signin.PasswordPolicies;
import dev.keyturn.state.store.Transaction;

/**
 * Forgets the account's password policy; then holds what holds without one.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html">DeleteAccountPasswordPolicy</a>
 */
final class DeleteAccountPasswordPolicy
        implements Change<DeleteAccountPasswordPolicyRequest, Nothing, DeleteAccountPasswordPolicyResponse> {
    private static final Api<DeleteAccountPasswordPolicyRequest> API = new Api<>(
            "iam",
            "DeleteAccountPasswordPolicy",
            DeleteAccountPasswordPolicyRequest.class,
            DeleteAccountPasswordPolicyRequest::builder);

    @Override
    public Api<DeleteAccountPasswordPolicyRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(DeleteAccountPasswordPolicyRequest request, Caller caller, Transaction tx) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(DeleteAccountPasswordPolicyRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public DeleteAccountPasswordPolicyResponse perform(
            Authorized<DeleteAccountPasswordPolicyRequest, Nothing> authorized, Transaction tx) {
        if (!new PasswordPolicies(tx).delete(authorized.account())) {
            throw AwsFailure.of(
                    "NoSuchEntityException", "The account policy with name PasswordPolicy cannot be found.");
        }
        return DeleteAccountPasswordPolicyResponse.builder().build();
    }
}
