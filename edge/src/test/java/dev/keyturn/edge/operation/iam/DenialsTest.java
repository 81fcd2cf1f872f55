package dev.keyturn.edge.operation.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.signin.Passwords;

/**
 * What every operation of IAM has in common when it is denied: AWS's words, nothing changed, one record (which {@link
 * #assertRefused} asserts), and nothing revealed.
 */
final class DenialsTest extends OnInProcessServer {
    private static final String KEY_ID = "AKIA" + "A".repeat(16);

    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},
             "Action":"sts:AssumeRole"}}""";

    private static final List<IamCall> OF_WHAT_EXISTS = IamCall.all("Bob", policyArn("all"), KEY_ID);
    private static final List<IamCall> OF_WHAT_IS_ABSENT = IamCall.all("ghost", policyArn("ghost"), KEY_ID);
    private static final List<IamCall> IN_ANOTHER_CASE = IamCall.all("BOB", policyArn("ALL"), KEY_ID);

    /** All that a call may be about, with everything on it, and under a path, which no denial may show. */
    @BeforeEach
    void bobHasEverything() {
        iam.createUser(r -> r.userName("Bob").path("/ops/"));
        iam.createAccessKey(r -> r.userName("Bob"));
        iam.putUserPolicy(r -> r.userName("Bob").policyName("own").policyDocument(ALLOW_ALL));
        iam.createPolicy(r -> r.policyName("all").policyDocument(ALLOW_ALL));
        iam.attachUserPolicy(r -> r.userName("Bob").policyArn(policyArn("all")));
        iam.createGroup(r -> r.groupName("Bob").path("/ops/"));
        iam.addUserToGroup(r -> r.groupName("Bob").userName("Bob"));
        iam.createRole(r -> r.roleName("Bob").path("/ops/").assumeRolePolicyDocument(TRUST));
        iam.createInstanceProfile(r -> r.instanceProfileName("Bob").path("/ops/"));
        iam.addRoleToInstanceProfile(r -> r.instanceProfileName("Bob").roleName("Bob"));
        iam.createLoginProfile(r -> r.userName("Bob").password("harbour violets"));
        iam.createVirtualMFADevice(r -> r.virtualMFADeviceName("Bob"));
        iam.createUser(r -> r.userName("nobody"));
    }

    @Test
    void everyOperationIsInTheTable() {
        Passwords passwords = new Passwords(server.hashing(), server.seal());
        LastUsed lastUsed = new LastUsed(server.store(), "eu-central-1");
        List<String> operations = IamOperations.all(
                        server.store(), server.seal(), new Random(), new PageTokens(new byte[32]), lastUsed, passwords)
                .stream()
                .map(operation -> operation.api().name())
                .toList();

        assertThat(Stream.concat(OF_WHAT_EXISTS.stream(), ProviderCalls.ALL.stream()))
                .extracting(IamCall::operation)
                .containsExactlyInAnyOrderElementsOf(operations);
    }

    @Test
    void aCallerWithoutPoliciesIsDenied() {
        assertThat(OF_WHAT_EXISTS).allSatisfy(this::assertNobodyIsDenied);
    }

    @Test
    void identityProvidersAreDeniedThereOrNot() {
        assertThat(ProviderCalls.ALL).allSatisfy(this::assertNobodyIsDenied);
        iam.createOpenIDConnectProvider(r -> r.url("https://idp.example"));
        assertThat(ProviderCalls.ALL).allSatisfy(this::assertNobodyIsDenied);
    }

    /** Threat 57: in the same words as what exists. */
    @Test
    void whatIsAbsentIsDeniedInTheSameWords() {
        assertThat(OF_WHAT_IS_ABSENT).allSatisfy(this::assertNobodyIsDenied);
    }

    /** Threat 57: neither the stored path nor the stored spelling. */
    @Test
    void aDenialNamesTheResourceAsTheCallerDid() {
        assertThat(IN_ANOTHER_CASE).allSatisfy(this::assertNobodyIsDenied);
    }

    /** Threat 57: only who may know is told. */
    @Test
    void whatIsAbsentIsToldToAnAllowedCaller() {
        IamClient admin = userWith("admin", ALLOW_ALL);
        Map<String, List<String>> before = server.tables();

        assertThat(about(OF_WHAT_IS_ABSENT, "ghost"))
                .isNotEmpty()
                .allSatisfy(call ->
                        assertThatThrownBy(() -> call.call().accept(admin)).isInstanceOf(NoSuchEntityException.class));
        assertThat(server.tables()).isEqualTo(before);
    }

    /** Threat 15: the stored user is resolved first. */
    @Test
    void aDenyOnAUserHoldsInAnyCase() {
        IamClient caller = userWith("caller", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"*","Resource":"%s"}]}""".formatted(userArn("ops/Bob")));

        assertThat(about(IN_ANOTHER_CASE, "user BOB"))
                .isNotEmpty()
                .allSatisfy(call ->
                        assertExplicitlyDenied(() -> call.call().accept(caller), "caller", call.action(), "user BOB"));
    }

    /** Threat 15. */
    @Test
    void aDenyOnAGroupHoldsInAnyCase() {
        IamClient caller = userWith("caller", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"*","Resource":"arn:aws:iam::%s:group/ops/Bob"}]}""".formatted(ACCOUNT));

        assertThat(about(IN_ANOTHER_CASE, "group BOB"))
                .isNotEmpty()
                .allSatisfy(call ->
                        assertExplicitlyDenied(() -> call.call().accept(caller), "caller", call.action(), "group BOB"));
    }

    /** Threat 25. */
    @Test
    void nobodyGrantsItselfAnything() {
        List<IamCall> ofItself = IamCall.all("nobody", policyArn("all"), KEY_ID);

        assertThat(about(ofItself, "user nobody")).isNotEmpty().allSatisfy(this::assertNobodyIsDenied);
        assertNoPolicyAllows(
                () -> server.user("nobody").createAccessKey(), "nobody", "iam:CreateAccessKey", "user nobody");
        assertNoPolicyAllows(() -> server.user("nobody").listUsers(), "nobody", "iam:ListUsers", userArn(""));
    }

    private void assertNobodyIsDenied(IamCall call) {
        assertNoPolicyAllows(() -> call.call().accept(server.user("nobody")), "nobody", call.action(), call.resource());
    }

    private static List<IamCall> about(List<IamCall> calls, String what) {
        return calls.stream().filter(call -> call.resource().contains(what)).toList();
    }
}
