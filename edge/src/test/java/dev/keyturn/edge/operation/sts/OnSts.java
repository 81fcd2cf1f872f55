package dev.keyturn.edge.operation.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.UniqueIds;

/** Users and roles in two accounts, and what the tests of STS need to say. */
abstract class OnSts extends OnInProcessServer {
    static final String OTHER_ACCOUNT = InProcessServer.OTHER_ACCOUNT;
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    static final String TRUST_ACCOUNT = trusting("arn:aws:iam::" + ACCOUNT + ":root");

    private final AtomicReference<Instant> time = new AtomicReference<>(START);
    private final Random random = new Random(20261124);

    @Override
    protected InProcessServer start(Path folder) {
        return new InProcessServer(folder, clock());
    }

    /** Stands still but for {@link #pass}. */
    protected InstantSource clock() {
        return time::get;
    }

    final void pass(Duration duration) {
        time.updateAndGet(now -> now.plus(duration));
    }

    final Instant now() {
        return time.get();
    }

    static String roleArn(String pathAndName) {
        return "arn:aws:iam::" + ACCOUNT + ":role/" + pathAndName;
    }

    /** A trust policy that lets that principal assume the role and pass everything along. */
    static String trusting(String principal) {
        return trusting(principal, "");
    }

    /** @param condition {@code ,"Condition":{…}} */
    static String trusting(String principal, String condition) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},\
                "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]%s}]}""".formatted(principal, condition);
    }

    final Role role(String name, String trust, String... policies) {
        return role(ACCOUNT, name, trust, Map.of(), policies);
    }

    /** As CreateRole and PutRolePolicy would make it, with sessions of up to two hours. */
    final Role role(String account, String name, String trust, Map<String, String> tags, String... policies) {
        Role role = new Role(
                account,
                name,
                "/ops/",
                UniqueIds.role(random),
                now(),
                "",
                trust,
                Duration.ofHours(2),
                tags,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        server.store().write(tx -> {
            new Roles(tx).insert(role);
            for (int i = 0; i < policies.length; i++) {
                new Policies(tx).putInline(role, "policy" + i, policies[i]);
            }
            return true;
        });
        return role;
    }

    /** A user who may do everything that policies can allow. */
    final StsClient admin() {
        return user("admin", ALLOW_ALL);
    }

    final StsClient user(String name, String document) {
        userWith(name, document);
        return server.sts(server.principal(name));
    }

    static Credentials assumed(StsClient sts, String roleArn) {
        return assumed(sts, roleArn, _ -> {});
    }

    static Credentials assumed(StsClient sts, String roleArn, Consumer<AssumeRoleRequest.Builder> more) {
        return sts.assumeRole(r -> {
                    r.roleArn(roleArn).roleSessionName("work");
                    more.accept(r);
                })
                .credentials();
    }

    final StsClient stsAs(Credentials credentials) {
        return server.as(credentials, StsClient.class);
    }

    final String notAuthorized(String who, String action, String resource) {
        return "User: " + who + " is not authorized to perform: " + action + " on resource: " + resource;
    }

    /** The message of a denial, as far as the caller can read it. */
    static String deniedWhy(ThrowingCallable call) {
        AwsServiceException refusal = thrownBy(call);
        assertThat(refusal.awsErrorDetails().errorCode()).startsWith("AccessDenied");
        return withoutEncodedMessage(refusal.awsErrorDetails().errorMessage());
    }

    static String refusal(ThrowingCallable call) {
        return thrownBy(call).awsErrorDetails().errorMessage();
    }

    static AwsServiceException thrownBy(ThrowingCallable call) {
        return catchThrowableOfType(AwsServiceException.class, call);
    }
}
