package dev.keyturn.edge.operation.iam.role;

import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Roles;

/** What the tests of roles and instance profiles need to say. */
abstract class OnRoles extends OnInProcessServer {
    static final String TRUST = trust("\"Service\":\"ec2.amazonaws.com\"");

    /** @param principal as it stands between the braces of Principal */
    static String trust(String principal) {
        return """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{%s},"Action":"sts:AssumeRole"}}""".formatted(principal);
    }

    static String roleArn(String pathAndName) {
        return "arn:aws:iam::" + ACCOUNT + ":role/" + pathAndName;
    }

    static String profileArn(String pathAndName) {
        return "arn:aws:iam::" + ACCOUNT + ":instance-profile/" + pathAndName;
    }

    Role createRole(String name) {
        return iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(TRUST))
                .role();
    }

    dev.keyturn.state.identity.Role stored(String name) {
        return server.store()
                .<Optional<dev.keyturn.state.identity.Role>>read(tx -> new Roles(tx).find(ACCOUNT, name))
                .orElseThrow();
    }

    /** The service-linked role {@code AWSServiceRoleForRDS}. */
    Role createLinkedRole() {
        return iam.createServiceLinkedRole(r -> r.awsServiceName("rds.amazonaws.com"))
                .role();
    }

    void assertProtected(ThrowingCallable call) {
        assertRefused(
                call,
                "UnmodifiableEntity",
                "Cannot perform the operation on the protected role 'AWSServiceRoleForRDS' - this role is only"
                        + " modifiable by AWS");
    }

    void assertRoleNotFound(ThrowingCallable call) {
        assertRefused(call, "NoSuchEntity", "The role with name ghost cannot be found.");
    }

    void assertProfileNotFound(ThrowingCallable call) {
        assertRefused(call, "NoSuchEntity", "Instance Profile ghost cannot be found.");
    }

    static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
