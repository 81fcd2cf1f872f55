package dev.keyturn.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.federation.IdentityProviders;
import dev.keyturn.edge.federation.SamlAssertions;
import dev.keyturn.edge.federation.WebIdentityTokens;
import dev.keyturn.edge.gate.Authenticator;
import dev.keyturn.edge.gate.DenialMessages;
import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.edge.operation.Operations;
import dev.keyturn.edge.operation.RecordedTrail;
import dev.keyturn.edge.operation.sts.SecondFactor;
import dev.keyturn.edge.operation.sts.SessionMaker;
import dev.keyturn.edge.operation.sts.StsOperations;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.sigv4.HttpMessage;
import dev.keyturn.rules.sigv4.HttpMessage.Header;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.SessionTokens;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.RootKey;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.TokenSeal;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;

/** What a caller gets, and the trail keeps, when it cannot even be found out who calls. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class RequestFlowTest {
    private static final String ACCOUNT = "111122223333";
    private static final String REGION = "us-east-1";
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @TempDir
    private Path folder;

    private final RecordedTrail trail = new RecordedTrail();
    private final FaultyAuthority authority = new FaultyAuthority();
    private Store store;
    private RequestFlow flow;

    @BeforeEach
    void open() {
        store = Store.sqlite(folder.resolve("keyturn.db"), InstantSource.fixed(NOW));
        TokenSeal tokenSeal = new TokenSeal(new byte[32], new SecureRandom());
        SessionTokens tokens = new SessionTokens(tokenSeal);
        DenialMessages messages = new DenialMessages(tokenSeal);
        flow = new RequestFlow(
                ApiFacts.load(),
                new Authenticator(
                        authority,
                        EnvelopeSeal.open(store, RootKey.of(SecretBytes.of(new byte[32])), new SecureRandom()),
                        tokens,
                        REGION),
                new Gate(authority, messages, _ -> false, REGION),
                new Operations(List.of(StsOperations.all(
                        authority,
                        new SessionMaker(authority, tokens, new SecureRandom()),
                        SecondFactor.NONE,
                        new IdentityProviders(
                                store,
                                new WebIdentityTokens(Optional.empty(), false),
                                new SamlAssertions(Set.of(), Set.of())),
                        messages))),
                store,
                trail,
                new LastUsed(store, REGION),
                ACCOUNT,
                REGION,
                RequestListener.NONE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aStoreThatIsOutWhileTheCallerIsLookedUpIsAnOutageAndNoBug() {
        authority.fault = new StoreException("cannot read the store", false, null);

        HttpAnswer answer = flow.answer(call());

        assertThat(answer.status()).isEqualTo(503);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("<Code>ServiceUnavailable</Code>");
    }

    @Test
    void anAccessKeyThatDoesNotOpenIsABugAndLeavesOneRecordOfWhoSaidToCall() {
        authority.fault = new SealBrokenException(new Binding(ACCOUNT, "AKIAEXAMPLE", "-"));

        HttpAnswer answer = flow.answer(call());

        assertThat(answer.status()).isEqualTo(500);
        assertThat(trail.records()).hasSize(1);
        assertThat(trail.last().eventName()).isEqualTo("GetCallerIdentity");
        assertThat(trail.last().errorCode()).contains("InternalFailure");
        assertThat(trail.last().userIdentity().accessKeyId()).isEqualTo("AKIAEXAMPLE");
        assertThat(trail.last().sourceIpAddress()).isEqualTo("192.0.2.7");
    }

    private static HttpCall call() {
        HttpMessage message = new HttpMessage(
                "POST",
                "/",
                "",
                List.of(
                        new Header("host", "localhost"),
                        new Header("x-amz-date", "20261124T100000Z"),
                        new Header(
                                "authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/us-east-1/sts/aws4_request,"
                                        + " SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64))),
                "Action=GetCallerIdentity&Version=2011-06-15".getBytes(StandardCharsets.US_ASCII));
        return new HttpCall(message, "192.0.2.7", Optional.empty(), "request-1", NOW);
    }

    /** Fails whenever it is asked who holds a key. */
    private static final class FaultyAuthority implements Authority {
        private RuntimeException fault = new IllegalStateException("no fault was set");

        @Override
        public Optional<KeyHolder> holder(String accessKeyId) {
            throw fault;
        }

        @Override
        public PolicySet policiesOf(Principal principal) {
            throw fault;
        }

        @Override
        public Optional<User> user(String account, String id) {
            throw fault;
        }

        @Override
        public Optional<Role> role(String account, String id) {
            throw fault;
        }

        @Override
        public Optional<TrustedRole> roleNamed(String account, String name) {
            throw fault;
        }

        @Override
        public Optional<PolicyDocument> managed(String asking, Arn policy) {
            throw fault;
        }
    }
}
