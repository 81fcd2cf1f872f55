package dev.keyturn.edge.operation.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.edge.operation.PageTokens;

/**
 * What every operation of IAM has in common when it is denied: AWS's words, nothing changed, one record (which {@link
 * #assertRefused} asserts), and nothing revealed.
 */
final class DenialsTest extends OnInProcessServer {
    private static final String KEY_ID = "AKIA" + "A".repeat(16);

    /** A user with everything that a call may be about, and under a path, which no denial may show. */
    @BeforeEach
    void bobHasEverything() {
        iam.createUser(r -> r.userName("Bob").path("/ops/"));
        iam.createAccessKey(r -> r.userName("Bob"));
        iam.putUserPolicy(r -> r.userName("Bob").policyName("own").policyDocument(ALLOW_ALL));
        iam.createPolicy(r -> r.policyName("all").policyDocument(ALLOW_ALL));
        iam.attachUserPolicy(r -> r.userName("Bob").policyArn(policyArn("all")));
        iam.createUser(r -> r.userName("nobody"));
    }

    @Test
    void everyOperationIsInTheTable() {
        List<String> operations =
                IamOperations.all(server.store(), server.seal(), new Random(), new PageTokens(new byte[32])).stream()
                        .map(operation -> operation.api().name())
                        .toList();

        assertThat(ofExisting()).extracting(IamCall::operation).containsExactlyInAnyOrderElementsOf(operations);
    }

    @ParameterizedTest
    @MethodSource("ofExisting")
    void aCallerWithoutPoliciesIsDenied(IamCall call) {
        assertNoPolicyAllows(() -> call.call().accept(server.user("nobody")), "nobody", call.action(), call.resource());
    }

    /** Threat 57: in the same words as what exists. */
    @ParameterizedTest
    @MethodSource("ofAbsent")
    void whatIsAbsentIsDeniedInTheSameWords(IamCall call) {
        assertNoPolicyAllows(() -> call.call().accept(server.user("nobody")), "nobody", call.action(), call.resource());
    }

    /** Threat 57: neither the stored path nor the stored spelling. */
    @ParameterizedTest
    @MethodSource("inAnotherCase")
    void aDenialNamesTheResourceAsTheCallerDid(IamCall call) {
        assertNoPolicyAllows(() -> call.call().accept(server.user("nobody")), "nobody", call.action(), call.resource());
    }

    /** Threat 57: only who may know is told. */
    @ParameterizedTest
    @MethodSource("ofAbsentUserOrPolicy")
    void whatIsAbsentIsToldToAnAllowedCaller(IamCall call) {
        IamClient admin = userWith("admin", ALLOW_ALL);
        var before = server.tables();

        assertThatThrownBy(() -> call.call().accept(admin))
                .isInstanceOf(software.amazon.awssdk.services.iam.model.NoSuchEntityException.class);
        assertThat(server.tables()).isEqualTo(before);
    }

    /** Threat 15: the stored user is resolved first. */
    @ParameterizedTest
    @MethodSource("ofUserInAnotherCase")
    void aDenyOnAUserHoldsInAnyCase(IamCall call) {
        IamClient caller = userWith("caller", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
                 {"Effect":"Deny","Action":"*","Resource":"%s"}]}""".formatted(userArn("ops/Bob")));

        assertExplicitlyDenied(() -> call.call().accept(caller), "caller", call.action(), "user BOB");
    }

    /** Threat 25. */
    @ParameterizedTest
    @MethodSource("ofTheCaller")
    void nobodyGrantsItselfAnything(IamCall call) {
        IamClient nobody = server.user("nobody");

        assertNoPolicyAllows(() -> call.call().accept(nobody), "nobody", call.action(), call.resource());
        assertNoPolicyAllows(nobody::listUsers, "nobody", "iam:ListUsers", userArn(""));
    }

    static List<IamCall> ofExisting() {
        return IamCall.all("Bob", policyArn("all"), KEY_ID);
    }

    static List<IamCall> ofAbsent() {
        return IamCall.all("ghost", policyArn("ghost"), KEY_ID);
    }

    static Stream<IamCall> ofAbsentUserOrPolicy() {
        return ofAbsent().stream().filter(call -> call.resource().contains("ghost"));
    }

    static List<IamCall> inAnotherCase() {
        return IamCall.all("BOB", policyArn("ALL"), KEY_ID);
    }

    static Stream<IamCall> ofUserInAnotherCase() {
        return inAnotherCase().stream().filter(call -> call.resource().equals("user BOB"));
    }

    static Stream<IamCall> ofTheCaller() {
        return IamCall.all("nobody", policyArn("all"), KEY_ID).stream()
                .filter(call -> call.resource().equals("user nobody"));
    }
}
