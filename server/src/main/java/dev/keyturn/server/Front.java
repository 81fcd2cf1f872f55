package dev.keyturn.server;

import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.keyturn.edge.InProcessClients;
import dev.keyturn.edge.RequestFlow;
import dev.keyturn.edge.RequestListener;
import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.federation.IdentityProviders;
import dev.keyturn.edge.federation.SamlAssertions;
import dev.keyturn.edge.federation.WebIdentityTokens;
import dev.keyturn.edge.gate.Authenticator;
import dev.keyturn.edge.gate.DenialMessages;
import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.operation.Operations;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.cloudtrail.CloudTrailOperations;
import dev.keyturn.edge.operation.iam.IamOperations;
import dev.keyturn.edge.operation.rds.RdsOperations;
import dev.keyturn.edge.operation.replication.ReplicationOperations;
import dev.keyturn.edge.operation.secretsmanager.SecretsManagerOperations;
import dev.keyturn.edge.operation.ssm.SsmOperations;
import dev.keyturn.edge.operation.sts.SessionMaker;
import dev.keyturn.edge.operation.sts.StsOperations;
import dev.keyturn.edge.signin.SignIn;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.AuthorityCache;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.SessionTokens;
import dev.keyturn.state.seal.SharedKeys;
import dev.keyturn.state.seal.TokenSeal;
import dev.keyturn.state.secret.BoundedSecretCache;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.SecretReaders;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.signin.PasswordHashing;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.signin.RootMfa;

/** What answers requests: the flow of AWS's APIs and the signing in of people, with all that they decide by. */
record Front(
        RequestFlow flow,
        SignIn signIn,
        Operations operations,
        InProcessClients clients,
        Authority authority,
        LastUsed lastUsed,
        SecretReaders readers,
        PasswordHashing hashing)
        implements AutoCloseable {

    /** Of sealed values; a small secret takes about a kilobyte, so that a hundred thousand stay in the usual gigabyte. */
    private static final long SECRET_CACHE_BYTES =
            Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 6);

    /**
     * @param account whose trail keeps what strangers try
     * @param listener hears of each answer
     * @param page where people see the sign-in page
     */
    static Front of(
            Settings settings,
            OpenState state,
            String account,
            Supplier<URI> page,
            SecureRandom random,
            InstantSource clock,
            RequestListener listener) {
        ApiFacts facts = ApiFacts.load();
        Authority authority = AuthorityCache.of(state.store());
        LastUsed lastUsed = new LastUsed(state.store(), settings.region());
        SecretReaders readers = new SecretReaders(state.store());
        SessionTokens tokens = new SessionTokens(tokenSeal("session-tokens", state, random));
        DenialMessages messages = new DenialMessages(tokenSeal("authorization-messages", state, random));
        SessionMaker sessions = new SessionMaker(authority, tokens, random);
        MfaCodes codes = new MfaCodes(state.store(), state.seal());
        PasswordHashing hashing = new PasswordHashing(PasswordHashing.Cost.STANDARD, random);
        Passwords passwords = new Passwords(hashing, state.seal());
        Gate gate = new Gate(authority, messages, RootMfa.of(state.store()), settings.region());
        Operations operations = operations(
                settings, state, random, authority, gate, sessions, messages, lastUsed, readers, codes, passwords);
        RequestFlow flow = new RequestFlow(
                facts,
                new Authenticator(authority, state.seal(), tokens, settings.region()),
                gate,
                operations,
                state.store(),
                state.trail(),
                lastUsed,
                account,
                settings.region(),
                listener);
        SignIn signIn = new SignIn(
                state.store(),
                state.trail(),
                gate,
                passwords,
                codes,
                sessions,
                random,
                page,
                settings.region(),
                account);
        InProcessClients clients = new InProcessClients(flow, operations, facts, clock);
        return new Front(flow, signIn, operations, clients, authority, lastUsed, readers, hashing);
    }

    private static TokenSeal tokenSeal(String keyName, OpenState state, SecureRandom random) {
        return new TokenSeal(SharedKeys.named(keyName, state.store(), state.seal(), random), random);
    }

    private static Operations operations(
            Settings settings,
            OpenState state,
            SecureRandom random,
            Authority authority,
            Gate gate,
            SessionMaker sessions,
            DenialMessages messages,
            LastUsed lastUsed,
            SecretReaders readers,
            MfaCodes codes,
            Passwords passwords) {
        PageTokens tokens = new PageTokens(SharedKeys.named("page-tokens", state.store(), state.seal(), random));
        SecretCache secrets = BoundedSecretCache.of(state.store(), SECRET_CACHE_BYTES);
        return new Operations(List.of(
                StsOperations.all(authority, sessions, codes::proves, identityProviders(settings, state), messages),
                IamOperations.all(state.store(), state.seal(), random, tokens, lastUsed, passwords),
                SecretsManagerOperations.all(
                        state.store(),
                        secrets,
                        state.seal(),
                        gate,
                        tokens,
                        random,
                        settings.region(),
                        FunctionSettings.names(settings),
                        settings.replication().regions().keySet(),
                        readers),
                SsmOperations.all(
                        state.store(),
                        state.seal(),
                        tokens,
                        SecretsManagerOperations.getSecretValue(secrets, state.seal(), settings.region(), readers),
                        settings.region()),
                ReplicationOperations.all(state.seal(), settings.region()),
                RdsOperations.all(state.store(), state.seal(), tokens, random, settings.region()),
                CloudTrailOperations.all(state.trail(), tokens)));
    }

    private static IdentityProviders identityProviders(Settings settings, OpenState state) {
        Settings.Federation federation = settings.federation();
        return new IdentityProviders(
                state.store(),
                new WebIdentityTokens(federation.ca(), settings.dev() || federation.allowLoopback()),
                new SamlAssertions(Set.copyOf(federation.samlRecipients()), Set.copyOf(federation.samlAudiences())));
    }

    @Override
    public void close() {
        hashing.close();
    }
}
