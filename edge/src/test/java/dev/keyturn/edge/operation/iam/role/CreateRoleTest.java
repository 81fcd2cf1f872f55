package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.Role;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Roles;

final class CreateRoleTest extends OnRoles {

    /** AWS answers neither the description nor the longest session. */
    @Test
    void theNewRoleIsAnswered() {
        Role role = iam.createRole(r -> r.roleName("App")
                        .path("/ops/")
                        .description("for the app")
                        .maxSessionDuration(7200)
                        .assumeRolePolicyDocument(TRUST)
                        .tags(tag("team", "blue")))
                .role();

        assertThat(role.roleName()).isEqualTo("App");
        assertThat(role.path()).isEqualTo("/ops/");
        assertThat(role.arn()).isEqualTo(roleArn("ops/App"));
        assertThat(role.roleId()).matches("AROA[A-Z2-7]{17}");
        assertThat(role.createDate()).isNotNull();
        assertThat(URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TRUST);
        assertThat(role.tags()).containsExactly(tag("team", "blue"));
        assertThat(role.description()).isNull();
        assertThat(role.maxSessionDuration()).isNull();
        assertThat(stored("app").description()).isEqualTo("for the app");
        assertThat(stored("app").maxSession()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void withoutMoreItIsAtTheTopForAnHour() {
        assertThat(createRole("app").arn()).isEqualTo(roleArn("app"));
        assertThat(stored("app").maxSession()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "APP"})
    void aNameIsTakenInAnyCase(String name) {
        createRole("app");

        assertRefused(() -> createRole(name), "EntityAlreadyExists", "Role with name " + name + " already exists.");
    }

    @Test
    void aUserMayHaveTheSameName() {
        iam.createUser(r -> r.userName("app"));

        assertThat(createRole("app").arn()).isEqualTo(roleArn("app"));
    }

    @Test
    void aThousandRolesAreTheMost() {
        server.store().write(tx -> {
            Roles roles = new Roles(tx);
            for (int i = 0; i < 999; i++) {
                roles.insert(new dev.keyturn.state.identity.Role(
                        ACCOUNT,
                        "role" + i,
                        "/",
                        "AROA" + i,
                        Instant.EPOCH,
                        "",
                        TRUST,
                        Duration.ofHours(1),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
            }
            return true;
        });
        createRole("last");

        assertRefused(() -> createRole("more"), "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {3599, 43201})
    void aSessionLastsFromOneToTwelveHours(int seconds) {
        assertThatThrownBy(() -> iam.createRole(
                        r -> r.roleName("app").assumeRolePolicyDocument(TRUST).maxSessionDuration(seconds)))
                .isInstanceOfSatisfying(
                        IamException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("ValidationError"));
    }

    @Test
    void aTrustPolicyThatIsNoJsonIsMalformed() {
        assertMalformed("hello", "This policy contains invalid Json");
    }

    @Test
    void aTrustPolicyNamesPrincipalsAndNoResource() {
        assertMalformed(ALLOW_ALL, "Missing required field Principal");
        assertMalformed("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},
                 "Action":"sts:AssumeRole","Resource":"*"}}""", "Has prohibited field Resource");
    }

    @Test
    void principalsOfThisAccountMustExist() {
        iam.createUser(r -> r.userName("Bob").path("/ops/"));
        createRole("App");
        String absent = "Invalid principal in policy: \"AWS\":\"";

        for (String arn : List.of(
                userArn("ghost"),
                userArn("Bob"), // it is under a path
                userArn("ops/BOB"),
                roleArn("ghost"),
                "arn:aws:iam::" + ACCOUNT + ":group/admins",
                "arn:aws:sts::" + ACCOUNT + ":assumed-role/ghost/session",
                "arn:aws:sts::" + ACCOUNT + ":assumed-role/App")) {
            assertMalformed(trust("\"AWS\":\"" + arn + "\""), absent + arn + "\"");
        }
        iam.createRole(r -> r.roleName("trusting").assumeRolePolicyDocument(trust("""
                        "AWS":["%s","%s","arn:aws:sts::%s:assumed-role/App/x","%s","arn:aws:iam::%s:root"]""".formatted(
                        userArn("ops/Bob"), roleArn("App"), ACCOUNT, ACCOUNT, ACCOUNT))));
    }

    /** To refuse them would tell who is there. */
    @Test
    void principalsOfAnotherAccountOfThisServerAreNotLookedFor() {
        server.otherRoot().createUser(r -> r.userName("theirs"));

        for (String name : List.of("theirs", "nobody")) {
            String arn = "arn:aws:iam::" + InProcessServer.OTHER_ACCOUNT + ":user/" + name;
            iam.createRole(
                    r -> r.roleName("trusting-" + name).assumeRolePolicyDocument(trust("\"AWS\":\"" + arn + "\"")));
        }
    }

    @Test
    void ofOtherAccountsNothingIsKnown() {
        String stranger = trust("\"AWS\":\"arn:aws:iam::999999999999:user/whoever\"");

        assertThat(iam.createRole(r -> r.roleName("trusting").assumeRolePolicyDocument(stranger))
                        .role()
                        .roleName())
                .isEqualTo("trusting");
    }

    @Test
    void aRoleCannotTrustItselfBeforeItExists() {
        assertMalformed(
                trust("\"AWS\":\"" + roleArn("app") + "\""),
                "Invalid principal in policy: \"AWS\":\"" + roleArn("app") + "\"");
    }

    @Test
    void tagKeysThatDifferOnlyInCaseAreDuplicates() {
        assertRefused(
                () -> iam.createRole(r ->
                        r.roleName("app").assumeRolePolicyDocument(TRUST).tags(tag("Team", "a"), tag("team", "b"))),
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    @Test
    void aPermissionsBoundaryHoldsFromTheStart() {
        iam.createPolicy(r -> r.policyName("limit").policyDocument(policy("Allow", "sts:*", "*")));

        Role role = iam.createRole(
                        r -> r.roleName("app").assumeRolePolicyDocument(TRUST).permissionsBoundary(policyArn("limit")))
                .role();

        assertThat(role.permissionsBoundary().permissionsBoundaryArn()).isEqualTo(policyArn("limit"));
        assertThat(stored("app").boundary().map(Object::toString)).contains(policyArn("limit"));
    }

    @Test
    void anAbsentPermissionsBoundaryIsRefused() {
        assertRefused(
                () -> iam.createRole(
                        r -> r.roleName("app").assumeRolePolicyDocument(TRUST).permissionsBoundary(policyArn("ghost"))),
                "NoSuchEntity",
                "Scope ARN: " + policyArn("ghost") + " does not exist or is not attachable.");
    }

    /** In any spelling: the boundary is resolved before the decision. */
    @Test
    void aPolicyMayForbidABoundary() {
        iam.createPolicy(r -> r.policyName("Weak").policyDocument(ALLOW_ALL));
        IamClient creator = userWith("creator", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"iam:CreateRole","Resource":"*",
                  "Condition":{"StringEquals":{"iam:PermissionsBoundary":"%s"}}}]}""".formatted(policyArn("Weak")));

        for (String spelling : List.of("Weak", "WEAK")) {
            assertExplicitlyDenied(
                    () -> creator.createRole(r ->
                            r.roleName("app").assumeRolePolicyDocument(TRUST).permissionsBoundary(policyArn(spelling))),
                    "creator",
                    "iam:CreateRole",
                    "role app");
        }
    }

    @Test
    void aPolicyMayAskForABoundary() {
        iam.createPolicy(r -> r.policyName("limit").policyDocument(policy("Allow", "sts:*", "*")));
        IamClient creator = userWith("creator", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateRole","Resource":"*",
                  "Condition":{"StringEquals":{"iam:PermissionsBoundary":"%s"}}}}""".formatted(policyArn("limit")));

        creator.createRole(
                r -> r.roleName("bounded").assumeRolePolicyDocument(TRUST).permissionsBoundary(policyArn("limit")));

        assertNoPolicyAllows(
                () -> creator.createRole(r -> r.roleName("free").assumeRolePolicyDocument(TRUST)),
                "creator",
                "iam:CreateRole",
                "role free");
    }

    @Test
    void taggingNeedsItsOwnPermission() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateRole", "*"));

        assertNoPolicyAllows(
                () -> creator.createRole(r ->
                        r.roleName("tagged").assumeRolePolicyDocument(TRUST).tags(tag("a", "b"))),
                "creator",
                "iam:TagRole",
                "role tagged");
    }

    @Test
    void aPolicyMayLimitThePath() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateRole", roleArn("ops/*")));

        creator.createRole(r -> r.roleName("ours").path("/ops/").assumeRolePolicyDocument(TRUST));

        assertNoPolicyAllows(
                () -> creator.createRole(r -> r.roleName("theirs").assumeRolePolicyDocument(TRUST)),
                "creator",
                "iam:CreateRole",
                "role theirs");
    }

    private void assertMalformed(String document, String message) {
        assertRefused(
                () -> iam.createRole(r -> r.roleName("app").assumeRolePolicyDocument(document)),
                "MalformedPolicyDocument",
                message);
    }
}
