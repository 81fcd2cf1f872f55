package dev.keyturn.server;

import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.DatabaseInstances;
import dev.keyturn.state.instance.MasterPassword;
import dev.keyturn.state.rotation.TargetDescription;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Transaction;

/**
 * Which databases there are, said by whoever runs the server. RDS has no call for it: there, the database is made.
 */
final class RegisteredDatabases {
    private static final String RESOURCE_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int RESOURCE_LENGTH = 26;
    private static final int LONGEST_WORD = 128;

    private final OpenState state;
    private final String region;
    private final Administration administration;
    private final SecureRandom random = new SecureRandom();

    RegisteredDatabases(OpenState state, String region) {
        this.state = state;
        this.region = region;
        this.administration = new Administration(state, region);
    }

    /**
     * A database to be registered.
     *
     * @param port the engine's own where empty, and so is the database
     * @param masterPassword the one that the database has now; without it, it is never managed
     */
    record Wanted(
            String identifier,
            String engine,
            String host,
            Optional<Integer> port,
            Optional<String> database,
            boolean tls,
            String environment,
            String owner,
            boolean iamAuthentication,
            String masterUser,
            Optional<SecretBytes> masterPassword) {}

    /** @throws StartRefusedException if it is none, or is registered already */
    DatabaseInstance register(Optional<String> account, Wanted wanted) {
        String identifier = wanted.identifier().toLowerCase(Locale.ROOT);
        if (!DatabaseInstance.isIdentifier(identifier)) {
            throw new StartRefusedException("`" + wanted.identifier() + "` is not an identifier for a database: 1 to 63"
                    + " letters, digits and single hyphens, beginning with a letter and not ending with a hyphen");
        }
        requireWord("environment", wanted.environment());
        requireWord("owner", wanted.owner());
        TargetDescription place = place(wanted);
        return state.store().write(tx -> {
            String id = Administration.chosen(account, new Accounts(tx)).id();
            DatabaseInstance instance = new DatabaseInstance(
                    id,
                    identifier,
                    resourceId(),
                    place.engine(),
                    place.engine().rdsName(wanted.engine()),
                    place.host(),
                    place.port(),
                    place.database(),
                    place.tls(),
                    wanted.environment(),
                    wanted.owner(),
                    tx.now(),
                    wanted.iamAuthentication(),
                    place.username(),
                    Optional.empty(),
                    false,
                    Map.of());
            if (!MasterPassword.isServed(instance)) {
                throw new StartRefusedException(
                        "a database of the engine `" + place.engine().jsonName() + "` can't be registered");
            }
            if (!new DatabaseInstances(tx).insert(instance)) {
                throw new StartRefusedException("the database `" + identifier + "` is registered already");
            }
            DatabaseInstance registered = wanted.masterPassword()
                    .map(password -> kept(instance, password, tx))
                    .orElse(instance);
            administration.record("RegisterDatabase", id, details(registered), tx);
            return registered;
        });
    }

    /** By identifier. */
    List<DatabaseInstance> list(Optional<String> account) {
        return state.store()
                .read(tx -> new DatabaseInstances(tx)
                        .list(Administration.chosen(account, new Accounts(tx)).id(), ""));
    }

    DatabaseInstance find(Optional<String> account, String identifier) {
        return state.store().read(tx -> find(account, identifier, tx));
    }

    /** Takes it and its master secret away; the database itself, and the password that it has, stay as they are. */
    DatabaseInstance forget(Optional<String> account, String identifier) {
        return state.store().write(tx -> {
            DatabaseInstance instance = find(account, identifier, tx);
            MasterPassword passwords = passwords(tx);
            if (instance.masterManaged() || passwords.isChanging(instance)) {
                // Nobody but the secret knows that password.
                throw new StartRefusedException("the master password of `" + instance.identifier()
                        + "` is managed: first give it another one with ModifyDBInstance, ManageMasterUserPassword"
                        + " false and MasterUserPassword");
            }
            passwords.forget(instance);
            administration.record("ForgetDatabase", instance.account(), details(instance), tx);
            return instance;
        });
    }

    Arn arn(DatabaseInstance instance) {
        return MasterPassword.arn(instance, region);
    }

    private DatabaseInstance kept(DatabaseInstance instance, SecretBytes password, Transaction tx) {
        return passwords(tx)
                .keep(instance, password)
                .orElseThrow(() -> new StartRefusedException("another secret rotates the login `"
                        + instance.masterUsername() + "` of that database already"));
    }

    private MasterPassword passwords(Transaction tx) {
        return new MasterPassword(tx, state.seal(), random, region);
    }

    private static DatabaseInstance find(Optional<String> account, String identifier, Transaction tx) {
        return new DatabaseInstances(tx)
                .find(Administration.chosen(account, new Accounts(tx)).id(), identifier)
                .orElseThrow(() -> new StartRefusedException("there is no database `" + identifier + "`"));
    }

    /** Checked as what a secret says, so that a registered database is one that a rotation takes. */
    private static TargetDescription place(Wanted wanted) {
        ObjectNode fields = JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("engine", wanted.engine())
                .put("host", wanted.host())
                .put("username", wanted.masterUser())
                .put("ssl", wanted.tls());
        wanted.port().ifPresent(port -> fields.put("port", port));
        wanted.database().ifPresent(database -> fields.put("dbname", database));
        return switch (TargetDescription.parse(SecretBytes.ofUtf8(fields.toString()))) {
            case TargetDescription.Valid(TargetDescription description) -> description;
            case TargetDescription.Invalid(String message) ->
                throw new StartRefusedException(message.replace("the secret's field", "the database's"));
        };
    }

    private static void requireWord(String field, String text) {
        if (text.length() > LONGEST_WORD || text.chars().anyMatch(Character::isISOControl)) {
            throw new StartRefusedException(
                    "the " + field + " is longer than " + LONGEST_WORD + " characters or holds control characters");
        }
    }

    private String resourceId() {
        StringBuilder id = new StringBuilder("db-");
        for (int i = 0; i < RESOURCE_LENGTH; i++) {
            id.append(RESOURCE_ALPHABET.charAt(random.nextInt(RESOURCE_ALPHABET.length())));
        }
        return id.toString();
    }

    private Map<String, String> details(DatabaseInstance instance) {
        return Map.of(
                "dBInstanceArn", arn(instance).toString(),
                "dbiResourceId", instance.resourceId(),
                "engine", instance.engineName(),
                "host", instance.host(),
                "port", Integer.toString(instance.port()),
                "environment", instance.environment(),
                "owner", instance.owner(),
                "masterUsername", instance.masterUsername(),
                "masterPasswordTold", Boolean.toString(instance.masterSecret().isPresent()));
    }
}
