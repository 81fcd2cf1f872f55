package dev.keyturn.edge.operation.iam.account;

import java.util.Optional;
import java.util.stream.Stream;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/**
 * A user, group, role or managed policy as a request names it by its ARN, with the one of that ARN if the caller's
 * account has it.
 *
 * @param asGiven the request's text, which need not be an ARN at all
 * @param kind empty if the text is no such ARN
 */
record EntityByArn(String asGiven, Optional<EntityKind> kind, Optional<? extends Entity> stored) {

    static EntityByArn resolve(String text, Caller caller, Transaction tx) {
        Optional<Arn> parsed = arn(text);
        Optional<EntityKind> kind = parsed.flatMap(EntityByArn::kind);
        Optional<? extends Entity> stored = parsed.flatMap(arn -> kind.flatMap(of -> find(arn, of, caller, tx)));
        return new EntityByArn(text, kind, stored);
    }

    Demand demand(String action) {
        String arn = stored.map(entity -> entity.arn().toString()).orElse(asGiven);
        Demand demand = Demand.on(action, arn).namedInDenial(asGiven);
        return stored.map(entity -> demand.withResourceTags("iam", entity.tags()))
                .orElse(demand);
    }

    /** @throws AwsFailure InvalidInput, NoSuchEntity */
    Entity found() {
        if (kind.isEmpty()) {
            throw AwsFailure.of(
                    "InvalidInputException",
                    "Invalid Entity Arn: " + asGiven + " does not clearly define entity type and name.");
        }
        if (stored.isEmpty()) {
            throw AwsFailure.of(
                    "NoSuchEntityException",
                    kind.get() == EntityKind.POLICY
                            ? "Policy " + asGiven + " was not found."
                            : "The " + kind.get().resourceType() + " with name "
                                    + asGiven.substring(asGiven.lastIndexOf('/') + 1) + " cannot be found.");
        }
        return stored.get();
    }

    /** @throws AwsFailure InvalidInput, also for a policy; NoSuchEntity */
    PolicyHolder holder() {
        if (kind.filter(of -> of != EntityKind.POLICY).isPresent() && found() instanceof PolicyHolder holder) {
            return holder;
        }
        throw AwsFailure.of(
                "InvalidInputException",
                "Invalid Entity Arn: " + asGiven + " does not clearly define entity type and name.");
    }

    private static Optional<? extends Entity> find(Arn arn, EntityKind kind, Caller caller, Transaction tx) {
        String name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        String account = caller.account();
        Optional<? extends Entity> named = switch (kind) {
            case USER -> new Users(tx).find(account, name);
            case GROUP -> new Groups(tx).find(account, name);
            case ROLE -> new Roles(tx).find(account, name);
            case POLICY -> new Policies(tx).managed(account, arn);
            case INSTANCE_PROFILE, MFA_DEVICE, OIDC_PROVIDER, SAML_PROVIDER -> Optional.empty();
        };
        return named.filter(entity -> entity.arn().toString().equalsIgnoreCase(arn.toString()));
    }

    private static Optional<EntityKind> kind(Arn arn) {
        if (!arn.service().equals("iam") || !arn.region().isEmpty()) {
            return Optional.empty();
        }
        return Stream.of(EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE, EntityKind.POLICY)
                .filter(kind -> arn.resource().startsWith(kind.resourceType() + "/"))
                .findFirst();
    }

    private static Optional<Arn> arn(String text) {
        try {
            return Optional.of(Arn.parse(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
