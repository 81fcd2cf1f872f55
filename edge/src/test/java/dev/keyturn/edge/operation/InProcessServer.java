package dev.keyturn.edge.operation;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

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
import dev.keyturn.edge.operation.cloudtrail.CloudTrailOperations;
import dev.keyturn.edge.operation.iam.IamOperations;
import dev.keyturn.edge.operation.replication.ReplicationOperations;
import dev.keyturn.edge.operation.secretsmanager.SecretsManagerOperations;
import dev.keyturn.edge.operation.ssm.SsmOperations;
import dev.keyturn.edge.operation.sts.SecondFactor;
import dev.keyturn.edge.operation.sts.SessionMaker;
import dev.keyturn.edge.operation.sts.StsOperations;
import dev.keyturn.edge.signin.SignIn;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.Authority;
import dev.keyturn.state.identity.AuthorityCache;
import dev.keyturn.state.identity.AwsManagedPolicies;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.SessionTokens;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.RootKey;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.TokenSeal;
import dev.keyturn.state.secret.BoundedSecretCache;
import dev.keyturn.state.secret.SecretReaders;
import dev.keyturn.state.signin.MfaCodes;
import dev.keyturn.state.signin.PasswordHashing;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.store.Store;
import dev.keyturn.testbed.FileTemplate;

/** The request flow over all operations and a store of its own, called through the SDK's interfaces. */
public final class InProcessServer implements AutoCloseable {
    public static final String ACCOUNT = "111122223333";
    public static final String OTHER_ACCOUNT = "444455556666";

    public static final String REGION = "eu-central-1";

    /** Of others, configured. */
    public static final OthersFunctions FUNCTIONS = new OthersFunctions(Set.of("rotate-app"));

    /** Of other servers, which are not there. */
    public static final Set<String> REPLICA_REGIONS = Set.of("eu-west-1", "us-east-1");

    /** Where people sign in. */
    public static final URI PAGE = URI.create("https://keyturn.test:7071");

    /** Once for all tests: it is immutable and takes a while to read. */
    private static final ApiFacts FACTS = ApiFacts.load();

    /** Migrations take longer than most tests. Made at the epoch: a store's time never goes back. */
    private static final FileTemplate MIGRATED = new FileTemplate(
            file -> Store.sqlite(file, InstantSource.fixed(Instant.EPOCH)).close());

    private final Path file;
    private final CountedStore store;
    private final Seal seal;
    private final LastUsed lastUsed;
    private final SecretReaders readers;
    /** Cheap ones: nothing here needs to resist. */
    private final PasswordHashing hashing =
            new PasswordHashing(new PasswordHashing.Cost(256, 1, 1, 8), new SecureRandom());

    private final Passwords passwords;
    private final SignIn signIn;
    private final RecordedTrail trail = new RecordedTrail();
    private final PageTokens pages = new PageTokens(new byte[32]);
    private final Authority authority;
    private final SessionTokens tokens;
    private final Gate gate;
    private final RequestFlow flow;
    private final InProcessClients clients;

    /** Takes this serial number's one code, any number of times. */
    public static final String MFA_SERIAL = "arn:aws:iam::" + ACCOUNT + ":mfa/phone";

    public static final String MFA_CODE = "123456";

    public static final String SAML_RECIPIENT = "https://keyturn.example/saml";
    public static final String SAML_AUDIENCE = "urn:keyturn:example";

    private final SecondFactor secondFactor =
            (_, serial, code, _) -> serial.equals(MFA_SERIAL) && code.equals(MFA_CODE);

    private volatile boolean rootHasMfa;

    /** @param folder empty, and the server's alone */
    public InProcessServer(Path folder) {
        this(folder, InstantSource.system());
    }

    public InProcessServer(Path folder, InstantSource clock) {
        file = MIGRATED.at(folder.resolve("keyturn.db"));
        store = new CountedStore(Store.sqlite(file, clock));
        seal = EnvelopeSeal.open(store, RootKey.of(SecretBytes.of(new byte[32])), new SecureRandom());
        passwords = new Passwords(hashing, seal);
        lastUsed = new LastUsed(store, REGION);
        readers = new SecretReaders(store);
        store.write(tx -> {
            AwsManagedPolicies.install(tx);
            new Accounts(tx).insert(ACCOUNT, "");
            return ACCOUNT;
        });
        Authority authority = AuthorityCache.of(store);
        TokenSeal tokenSeal = new TokenSeal(new byte[32], new SecureRandom());
        tokens = new SessionTokens(tokenSeal);
        this.authority = authority;
        DenialMessages messages = new DenialMessages(tokenSeal);
        SessionMaker sessions = new SessionMaker(authority, tokens, new SecureRandom());
        gate = new Gate(authority, messages, account -> rootHasMfa, REGION);
        Operations operations = new Operations(List.of(
                iamOperations(),
                StsOperations.all(authority, sessions, secondFactor, identityProviders(folder), messages),
                secretsOperations(gate),
                parameterOperations(),
                ReplicationOperations.all(seal, REGION),
                CloudTrailOperations.all(trail, pages)));
        signIn = new SignIn(
                store,
                trail,
                gate,
                passwords,
                new MfaCodes(store, seal),
                sessions,
                new SecureRandom(),
                () -> PAGE,
                REGION,
                ACCOUNT);
        flow = new RequestFlow(
                FACTS,
                new Authenticator(authority, seal, tokens, REGION),
                gate,
                operations,
                store,
                trail,
                lastUsed,
                ACCOUNT,
                REGION,
                RequestListener.NONE);
        clients = new InProcessClients(flow, operations, FACTS, store::now);
    }

    /** Trusts issuers with a certificate of {@code issuers/ca.crt}, if that is there when the server is made. */
    private IdentityProviders identityProviders(Path folder) {
        Path authority = folder.resolve("issuers").resolve("ca.crt");
        return new IdentityProviders(
                store,
                new WebIdentityTokens(Optional.of(authority).filter(Files::exists), true, Duration.ofMinutes(1)),
                new SamlAssertions(Set.of(SAML_RECIPIENT), Set.of(SAML_AUDIENCE)));
    }

    private List<Operation<?, ?, ?>> iamOperations() {
        // Chance need not be good here, and a seed makes a failure come again.
        return IamOperations.all(store, seal, new Random(20261124), pages, lastUsed, passwords);
    }

    private List<Operation<?, ?, ?>> secretsOperations(Gate gate) {
        return SecretsManagerOperations.all(
                store,
                BoundedSecretCache.of(store, 1 << 20),
                seal,
                gate,
                pages,
                new Random(20261124),
                REGION,
                FUNCTIONS,
                REPLICA_REGIONS,
                readers);
    }

    private List<Operation<?, ?, ?>> parameterOperations() {
        return SsmOperations.all(
                store,
                seal,
                pages,
                SecretsManagerOperations.getSecretValue(BoundedSecretCache.of(store, 1 << 20), seal, REGION, readers),
                REGION);
    }

    public IamClient root() {
        return iam(new Principal.Root(ACCOUNT));
    }

    public IamClient otherRoot() {
        return iam(new Principal.Root(OTHER_ACCOUNT));
    }

    /** Acts as a user, who must exist. */
    public IamClient user(String name) {
        return iam(principal(name));
    }

    public IamClient iam(Principal caller) {
        return clients.client(IamClient.class, caller, "test");
    }

    public SecretsManagerClient secrets(Principal caller) {
        return clients.client(SecretsManagerClient.class, caller, "test");
    }

    public SsmClient ssm(Principal caller) {
        return clients.client(SsmClient.class, caller, "test");
    }

    public CloudTrailClient cloudTrail(Principal caller) {
        return clients.client(CloudTrailClient.class, caller, "test");
    }

    public StsClient sts(Principal caller) {
        return clients.client(StsClient.class, caller, "test");
    }

    /** A client with temporary credentials, which must be good still, at least for their holder's existence. */
    public <C extends SdkClient> C as(Credentials credentials, Class<C> clientInterface) {
        Session session = session(credentials);
        return clients.client(
                clientInterface, authority.principalOf(session).orElseThrow(), Optional.of(session), "test");
    }

    public Gate gate() {
        return gate;
    }

    /** What answers calls from the network. */
    public RequestFlow flow() {
        return flow;
    }

    /** Issues and opens its tokens. */
    public SessionTokens tokens() {
        return tokens;
    }

    /** What a token says. */
    public Session session(Credentials credentials) {
        return tokens.open(credentials.sessionToken(), credentials.accessKeyId(), store.now())
                .orElseThrow();
    }

    public Authority authority() {
        return authority;
    }

    public void rootHasMfa() {
        rootHasMfa = true;
    }

    public Principal principal(String userName) {
        return new Principal.IamUser(
                store.read(tx -> new Users(tx).find(ACCOUNT, userName)).orElseThrow());
    }

    public SecretReaders readers() {
        return readers;
    }

    public SignIn signIn() {
        return signIn;
    }

    public PasswordHashing hashing() {
        return hashing;
    }

    public CountedStore store() {
        return store;
    }

    public Seal seal() {
        return seal;
    }

    public RecordedTrail trail() {
        return trail;
    }

    /** Every row of what the operations keep, as text, read past the store by a connection of its own. */
    public Map<String, List<String>> tables() {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String table : names(connection)) {
                tables.put(table, rows(connection, table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("reading the tables", e);
        }
        return tables;
    }

    private static List<String> names(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT name FROM sqlite_master
                        WHERE type = 'table' AND name NOT LIKE 'trail%' AND name NOT LIKE 'sqlite%'
                            AND name NOT IN ('node', 'touched', 'data_key')""")) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return names;
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    Object value = found.getObject(column);
                    row.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value));
                }
                rows.add(row.toString());
            }
        }
        return rows.stream().sorted().toList();
    }

    @Override
    public void close() {
        hashing.close();
        store.close();
    }
}
