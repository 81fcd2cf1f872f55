package dev.keyturn.edge.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;

import dev.keyturn.edge.gate.DenialMessages;

/** A new, empty account for every test, and what the tests of all its operations need to say. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
public abstract class OnInProcessServer {
    protected static final String ACCOUNT = InProcessServer.ACCOUNT;

    protected static final String ALLOW_ALL = policy("Allow", "*", "*");

    @TempDir
    Path folder;

    protected InProcessServer server;

    /** Root of the account. */
    protected IamClient iam;

    @BeforeEach
    void open() {
        server = start(folder);
        iam = server.root();
    }

    protected InProcessServer start(Path folder) {
        return new InProcessServer(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    protected static String policy(String effect, String action, String resource) {
        return """
                {"Version":"2012-10-17","Statement":{"Effect":"%s","Action":"%s","Resource":"%s"}}""".formatted(effect, action, resource);
    }

    protected static String userArn(String pathAndName) {
        return "arn:aws:iam::" + ACCOUNT + ":user/" + pathAndName;
    }

    protected static String policyArn(String pathAndName) {
        return "arn:aws:iam::" + ACCOUNT + ":policy/" + pathAndName;
    }

    /** A client of a new user with one inline policy. */
    protected IamClient userWith(String name, String document) {
        iam.createUser(r -> r.userName(name));
        iam.putUserPolicy(r -> r.userName(name).policyName("own").policyDocument(document));
        return server.user(name);
    }

    /** Refused with exactly that, nothing changed, and one record that says so. */
    protected void assertRefused(ThrowingCallable call, String code, String message) {
        Map<String, List<String>> before = server.tables();
        int records = server.trail().records().size();

        Throwable thrown = catchThrowable(call);

        assertThat(thrown).isInstanceOf(AwsServiceException.class);
        AwsServiceException refusal = (AwsServiceException) thrown;
        assertThat(withoutEncodedMessage(refusal.awsErrorDetails().errorMessage()))
                .isEqualTo(message);
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(server.tables()).isEqualTo(before);
        assertThat(server.trail().records()).hasSize(records + 1);
        assertThat(server.trail().last().errorCode()).contains(code);
    }

    /** A denial's message up to what only DecodeAuthorizationMessage can read. */
    protected static String withoutEncodedMessage(String message) {
        int encoded = message.indexOf(DenialMessages.INTRODUCTION);
        return encoded < 0 ? message : message.substring(0, encoded);
    }

    /** A denial's code, which the JSON protocol spells otherwise. */
    protected String accessDenied() {
        return "AccessDenied";
    }

    protected void assertNoPolicyAllows(ThrowingCallable call, String caller, String action, String resource) {
        assertRefused(
                call,
                accessDenied(),
                "User: " + userArn(caller) + " is not authorized to perform: " + action
                        + (resource.equals("*") ? "" : " on resource: " + resource)
                        + " because no identity-based policy allows the " + action + " action");
    }

    protected void assertExplicitlyDenied(ThrowingCallable call, String caller, String action, String resource) {
        assertRefused(
                call,
                accessDenied(),
                "User: " + userArn(caller) + " is not authorized to perform: " + action + " on resource: " + resource
                        + " with an explicit deny in an identity-based policy");
    }
}
