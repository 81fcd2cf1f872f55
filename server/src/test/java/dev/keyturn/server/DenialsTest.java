package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import dev.keyturn.edge.gate.DenialMessages;

/** Who has no policy can do nothing: one call of every operation that the server has, over HTTP. */
class DenialsTest {
    /** Of whose denials none says why: they would tell whether there is such a role. */
    private static final List<String> SAYS_NOT_WHY = List.of("sts:AssumeRole");

    @Test
    void everyOperationIsDeniedToAUserWithoutPolicies() {
        try (TestServer server = TestServer.start()) {
            OperationCalls.makeTargets(server);
            AwsClients nobody = server.clients(server.newUser("nobody"));
            Map<String, Consumer<AwsClients>> calls = new TreeMap<>(OperationCalls.in(server.account()));

            assertThat(server.server().describeOperations())
                    .extracting(line -> line.substring(0, line.indexOf(' ')))
                    .filteredOn(action -> !OperationCalls.BRING_THEIR_OWN_PROOF.contains(action))
                    .as("an operation without a denial here")
                    .containsExactlyInAnyOrderElementsOf(calls.keySet());
            calls.keySet().removeAll(OperationCalls.NEED_NO_PERMISSION);
            Map<String, List<String>> before = server.tables();
            calls.forEach((action, call) -> assertDenied(action, () -> call.accept(nobody)));
            assertThat(server.tables()).isEqualTo(before);
        }
    }

    private static void assertDenied(String action, Runnable call) {
        assertThatThrownBy(call::run).as(action).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).startsWith("AccessDenied");
            String message = e.awsErrorDetails().errorMessage();
            assertThat(message).contains(DenialMessages.INTRODUCTION);
            assertThat(message.substring(0, message.indexOf(DenialMessages.INTRODUCTION)))
                    .contains(":user/nobody is not authorized to perform: " + action)
                    .endsWith(
                            SAYS_NOT_WHY.contains(action)
                                    ? ":role/" + OperationCalls.ASSUMED_ROLE
                                    : "because no identity-based policy allows the " + action + " action");
        });
    }
}
