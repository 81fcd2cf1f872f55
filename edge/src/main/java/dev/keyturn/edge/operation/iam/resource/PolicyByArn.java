package dev.keyturn.edge.operation.iam.resource;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.store.Transaction;

/**
 * A managed policy as a request names one, with the policy of that ARN if the caller's account or
 * AWS has it. Another account's policy is as good as none.
 *
 * @param asGiven the request's text, which need not be an ARN at all
 */
public record PolicyByArn(String asGiven, Optional<ManagedPolicy> stored) {

    public static PolicyByArn resolve(String text, Caller caller, Transaction tx) {
        return new PolicyByArn(text, arn(text).flatMap(arn -> new Policies(tx).managed(caller.account(), arn)));
    }

    /** The stored policy's own ARN, so that a condition on it holds however the request spells it. */
    public String arn() {
        return stored.map(policy -> policy.arn().toString()).orElse(asGiven);
    }

    /** @throws AwsFailure ValidationError */
    public void checkArn() {
        if (arn(asGiven).filter(PolicyByArn::isPolicy).isEmpty()) {
            throw AwsFailure.of(CommonError.VALIDATION, "ARN " + asGiven + " is not valid.");
        }
    }

    public Demand demand(String action) {
        Demand demand =
                Demand.on(action, arn()).namedInDenial("policy " + asGiven).recordedAs("AWS::IAM::Policy", arn());
        return stored.map(policy -> demand.withResourceTags("iam", policy.tags()))
                .orElse(demand);
    }

    /** @throws AwsFailure NoSuchEntity, in the words for what is to be attached */
    public ManagedPolicy attachable() {
        return stored.orElseThrow(() ->
                AwsFailure.of("NoSuchEntityException", "Policy " + asGiven + " does not exist or is not attachable."));
    }

    /** @throws AwsFailure NoSuchEntity, in the words for what is to be a permissions boundary */
    public ManagedPolicy boundary() {
        return stored.orElseThrow(() -> AwsFailure.of(
                "NoSuchEntityException", "Scope ARN: " + asGiven + " does not exist or is not attachable."));
    }

    /** @throws AwsFailure NoSuchEntity */
    public ManagedPolicy found() {
        return stored.orElseThrow(this::notFound);
    }

    public AwsFailure notFound() {
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
}
