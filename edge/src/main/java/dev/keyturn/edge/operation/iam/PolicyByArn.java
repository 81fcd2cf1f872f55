package dev.keyturn.edge.operation.iam;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.store.Transaction;

/**
 * A managed policy as a request names one, with the policy of that ARN if the caller's account has it.
 *
 * @param asGiven the request's text, which need not be an ARN at all
 */
record PolicyByArn(String asGiven, Optional<ManagedPolicy> stored) {

    static PolicyByArn resolve(String text, Caller caller, Transaction tx) {
        return new PolicyByArn(
                text, arn(text).filter(arn -> isOf(arn, caller.account())).flatMap(new Policies(tx)::managed));
    }

    /** The stored policy's own ARN, so that a condition on it holds however the request spells it. */
    String arn() {
        return stored.map(policy -> policy.arn().toString()).orElse(asGiven);
    }

    /** @throws AwsFailure ValidationError */
    void checkArn() {
        if (arn(asGiven).filter(PolicyByArn::isPolicy).isEmpty()) {
            throw AwsFailure.of(CommonError.VALIDATION, "ARN " + asGiven + " is not valid.");
        }
    }

    /** @throws AwsFailure NoSuchEntity */
    ManagedPolicy found() {
        return stored.orElseThrow(this::notFound);
    }

    AwsFailure notFound() {
        return AwsFailure.of("NoSuchEntityException", "Policy " + asGiven + " was not found.");
    }

    private static Optional<Arn> arn(String text) {
        try {
            return Optional.of(Arn.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isPolicy(Arn arn) {
        return arn.service().equals("iam")
                && arn.region().isEmpty()
                && arn.resource().startsWith("policy/");
    }

    /** Another account's policy is as good as none. */
    private static boolean isOf(Arn arn, String account) {
        return isPolicy(arn) && arn.partition().equals("aws") && arn.account().equals(account);
    }
}
