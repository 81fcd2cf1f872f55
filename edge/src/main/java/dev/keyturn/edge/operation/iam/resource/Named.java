package dev.keyturn.edge.operation.iam.resource;

import java.util.Optional;
import java.util.Set;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Entity;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.InstanceProfile;
import dev.keyturn.state.identity.InstanceProfiles;
import dev.keyturn.state.identity.PolicyHolder;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Transaction;

/**
 * A user, group, role or instance profile as a request names one, in any case, with the one of that name if there is
 * one.
 *
 * <p>INVARIANT: where there is one, the demand is for its ARN as stored, so that a Deny on {@code user/Bob} holds for
 * a call that says {@code BOB}. Where there is none, it is for the ARN that the name would have, so that absent and
 * forbidden look the same.
 */
public record Named<E extends Entity>(EntityKind kind, String account, String name, Optional<E> stored) {
    /**
     * Actions for which {@code iam:PermissionsBoundary} is the boundary that the user or role has. Where one is set, it
     * is the new one, which the operation knows.
     *
     * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html#awsidentityandaccessmanagementiam-actions-as-permissions">Actions
     *     defined by IAM</a>
     */
    private static final Set<String> DECIDED_BY_BOUNDARY = Set.of(
            "iam:AttachRolePolicy",
            "iam:AttachUserPolicy",
            "iam:DeleteRolePermissionsBoundary",
            "iam:DeleteRolePolicy",
            "iam:DeleteUserPermissionsBoundary",
            "iam:DeleteUserPolicy",
            "iam:DetachRolePolicy",
            "iam:DetachUserPolicy",
            "iam:PutRolePolicy",
            "iam:PutUserPolicy");

    public static Named<User> user(String name, Caller caller, Transaction tx) {
        String account = caller.account();
        return new Named<>(EntityKind.USER, account, name, new Users(tx).find(account, name));
    }

    public static Named<Group> group(String name, Caller caller, Transaction tx) {
        String account = caller.account();
        return new Named<>(EntityKind.GROUP, account, name, new Groups(tx).find(account, name));
    }

    public static Named<Role> role(String name, Caller caller, Transaction tx) {
        String account = caller.account();
        return new Named<>(EntityKind.ROLE, account, name, new Roles(tx).find(account, name));
    }

    public static Named<InstanceProfile> instanceProfile(String name, Caller caller, Transaction tx) {
        String account = caller.account();
        return new Named<>(EntityKind.INSTANCE_PROFILE, account, name, new InstanceProfiles(tx).find(account, name));
    }

    public Arn arn() {
        return stored.map(Entity::arn).orElseGet(() -> kind.arn(account, "/", name));
    }

    public Demand demand(String action) {
        Demand demand = Demand.on(action, arn().toString())
                .namedInDenial(inDenial(kind, name))
                .recordedAs(Words.of(kind).type(), stored.map(Entity::name).orElse(name));
        return stored.map(entity -> withBoundary(action, entity, demand.withResourceTags("iam", entity.tags())))
                .orElse(demand);
    }

    private static Demand withBoundary(String action, Entity entity, Demand demand) {
        if (!DECIDED_BY_BOUNDARY.contains(action)) {
            return demand;
        }
        Optional<Arn> boundary = entity instanceof PolicyHolder holder ? holder.boundary() : Optional.empty();
        return boundary.map(arn -> demand.with("iam:PermissionsBoundary", arn.toString()))
                .orElse(demand);
    }

    /** How a denial calls what is named so: {@code user bob}. */
    static String inDenial(EntityKind kind, String name) {
        return Words.of(kind).inDenial() + " " + name;
    }

    /** @throws AwsFailure NoSuchEntity */
    public E found() {
        return stored.orElseThrow(() ->
                AwsFailure.of("NoSuchEntityException", Words.of(kind).notFound().formatted(name)));
    }

    /** That there is one of that name already. */
    public static AwsFailure exists(EntityKind kind, String name) {
        return AwsFailure.of(
                "EntityAlreadyExistsException", Words.of(kind).exists().formatted(name));
    }

    /**
     * How AWS speaks of each kind.
     *
     * @param inDenial as in {@code on resource: user bob}
     * @param type CloudFormation's name of the type
     */
    private record Words(String inDenial, String type, String notFound, String exists) {
        static Words of(EntityKind kind) {
            return switch (kind) {
                case USER -> of("user", "User");
                case GROUP -> of("group", "Group");
                case ROLE -> of("role", "Role");
                case INSTANCE_PROFILE ->
                    new Words(
                            "instance profile",
                            "AWS::IAM::InstanceProfile",
                            "Instance Profile %s cannot be found.",
                            "Instance Profile %s already exists.");
                case POLICY, MFA_DEVICE, OIDC_PROVIDER, SAML_PROVIDER ->
                    throw new IllegalArgumentException("a " + kind + " is not asked for by name");
            };
        }

        private static Words of(String word, String type) {
            return new Words(
                    word,
                    "AWS::IAM::" + type,
                    "The " + word + " with name %s cannot be found.",
                    type + " with name %s already exists.");
        }
    }
}
