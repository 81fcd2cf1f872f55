package dev.keyturn.edge.operation.iam.policy;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.operation.iam.resource.PolicyText;
import dev.keyturn.edge.operation.iam.resource.ProtectedRole;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.store.Transaction;

/** What the operations on inline policies of users, groups and roles share. */
final class InlinePolicies {
    private InlinePolicies() {}

    /**
     * Creates or replaces one.
     *
     * @throws AwsFailure MalformedPolicyDocument, LimitExceeded, UnmodifiableEntity
     */
    static void put(PolicyHolder holder, String name, String document, Transaction tx) {
        ProtectedRole.check(holder);
        PolicyText.parse(document);
        Policies policies = new Policies(tx);
        // Put first, then measure what is there; a refusal undoes it. So what is measured is what will be stored.
        policies.putInline(holder, name, document);
        if (size(holder, policies) > maxSize(holder)) {
            throw AwsFailure.of(
                    "LimitExceededException",
                    "Maximum policy size of " + maxSize(holder) + " bytes exceeded for " + word(holder) + " "
                            + holder.name());
        }
    }

    /** @throws AwsFailure NoSuchEntity */
    static String document(PolicyHolder holder, String name, Transaction tx) {
        return new Policies(tx).inline(holder, name).orElseThrow(() -> notFound(holder, name));
    }

    /** @throws AwsFailure NoSuchEntity, UnmodifiableEntity */
    static void delete(PolicyHolder holder, String name, Transaction tx) {
        ProtectedRole.check(holder);
        if (!new Policies(tx).deleteInline(holder, name)) {
            throw notFound(holder, name);
        }
    }

    /**
     * Characters of all inline policies of one holder together, white space not counted.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length">IAM
     *     and STS character quotas</a>
     */
    private static int maxSize(PolicyHolder holder) {
        return switch (holder) {
            case User _ -> 2048;
            case Group _ -> 5120;
            case Role _ -> 10240;
        };
    }

    private static long size(PolicyHolder holder, Policies policies) {
        long size = 0;
        Optional<String> after = Optional.empty();
        do {
            Page<String> page = policies.inlineNames(holder, after, 1000);
            for (String name : page.items()) {
                size += PolicyText.size(policies.inline(holder, name).orElseThrow());
            }
            after = page.next();
        } while (after.isPresent());
        return size;
    }

    private static AwsFailure notFound(PolicyHolder holder, String name) {
        return AwsFailure.of(
                "NoSuchEntityException", "The " + word(holder) + " policy with name " + name + " cannot be found.");
    }

    private static String word(PolicyHolder holder) {
        return holder.kind().resourceType();
    }
}
