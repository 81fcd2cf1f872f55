package dev.keyturn.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.Accounts.Account;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * What only whoever runs the server may do, not anybody who calls it: accounts, and the way in when root's key is lost.
 * It works on the store itself, and each change leaves its record in the trail of the account that it is about.
 */
final class Administration {
    private static final String SOURCE = "keyturn";

    /** Long enough for a name, and without what would break a line of a table or of a credentials file. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

    private final OpenState state;
    private final String region;
    private final SecureRandom random;
    private final RootKeys rootKeys;

    Administration(OpenState state, String region) {
        this.state = state;
        this.region = region;
        this.random = new SecureRandom();
        this.rootKeys = new RootKeys(state.seal(), random);
    }

    /** An account and the only access key of its root user. */
    record Opened(Account account, RootKey key) {}

    /** @param rootKeys how many access keys its root user has */
    record Listed(Account account, int rootKeys) {}

    /**
     * @param wanted the new account's id; made at random where empty
     * @throws StartRefusedException if the id or the name is none, or is taken
     */
    Opened create(String name, Optional<String> wanted) {
        requireName(name);
        wanted.ifPresent(Bootstrap::requireAccountId);
        return state.store().write(tx -> {
            Accounts accounts = new Accounts(tx);
            requireFree(name, Optional.empty(), accounts);
            String id = wanted.orElseGet(() -> Bootstrap.newAccountId(random));
            if (accounts.find(id).isPresent()) {
                throw new StartRefusedException("account `" + id + "` exists already");
            }
            accounts.insert(id, name);
            RootKey key = rootKeys.replace(id, tx);
            record("CreateAccount", id, Map.of("name", name, "accessKeyId", key.accessKeyId()), tx);
            return new Opened(accounts.find(id).orElseThrow(), key);
        });
    }

    /** Oldest first. */
    List<Listed> list() {
        return state.store().read(tx -> {
            AccessKeys keys = new AccessKeys(tx);
            return new Accounts(tx)
                    .all().stream()
                            .map(account -> new Listed(
                                    account,
                                    keys.of(account.id(), Optional.empty()).size()))
                            .toList();
        });
    }

    /** @throws StartRefusedException if there is no such account, or the name is none, or is taken */
    Account rename(String id, String name) {
        requireName(name);
        return state.store().write(tx -> {
            Accounts accounts = new Accounts(tx);
            Account account = chosen(Optional.of(id), accounts);
            requireFree(name, Optional.of(id), accounts);
            accounts.rename(id, name);
            record("RenameAccount", id, Map.of("name", name, "nameBefore", account.name()), tx);
            return accounts.find(id).orElseThrow();
        });
    }

    /**
     * Puts one new access key of the root user in the place of all that there are.
     *
     * @param wanted may be empty where there is one account
     * @param withoutMfa also takes root's MFA devices from it: with one, a key alone is good for nothing
     */
    Opened replaceRootKeys(Optional<String> wanted, boolean withoutMfa) {
        return state.store().write(tx -> {
            Account account = chosen(wanted, new Accounts(tx));
            String before = ids(new AccessKeys(tx), account);
            String devices = withoutMfa ? releaseMfa(account.id(), tx) : "";
            RootKey key = rootKeys.replace(account.id(), tx);
            record(
                    "ReplaceRootAccessKeys",
                    account.id(),
                    Map.of(
                            "accessKeyId",
                            key.accessKeyId(),
                            "accessKeyIdsBefore",
                            before,
                            "mfaDevicesRemoved",
                            devices),
                    tx);
            return new Opened(account, key);
        });
    }

    /** @return the account, and how many keys there were */
    Listed deleteRootKeys(Optional<String> wanted) {
        return state.store().write(tx -> {
            Accounts accounts = new Accounts(tx);
            Account account = chosen(wanted, accounts);
            List<String> deleted = rootKeys.delete(account.id(), tx);
            accounts.bootstrapAnnounced(account.id()); // else the next start would make a key again
            record("DeleteRootAccessKeys", account.id(), Map.of("accessKeyIdsBefore", String.join(",", deleted)), tx);
            return new Listed(account, deleted.size());
        });
    }

    /** The key of that account has been told, so the next start need not tell one. */
    void announced(String account) {
        state.store().write(tx -> {
            new Accounts(tx).bootstrapAnnounced(account);
            return account;
        });
    }

    private static String releaseMfa(String account, Transaction tx) {
        MfaDevices devices = new MfaDevices(tx);
        List<MfaDevice> all = devices.of(account, MfaDevices.ROOT);
        all.forEach(devices::release);
        return String.join(
                ",", all.stream().map(device -> device.arn().toString()).toList());
    }

    private static String ids(AccessKeys keys, Account account) {
        return String.join(
                ",",
                keys.of(account.id(), Optional.empty()).stream()
                        .map(key -> key.id())
                        .toList());
    }

    static Account chosen(Optional<String> wanted, Accounts accounts) {
        List<Account> all = accounts.all();
        if (wanted.isPresent()) {
            return all.stream()
                    .filter(account -> wanted.get().equals(account.id()))
                    .findFirst()
                    .orElseThrow(() -> new StartRefusedException("there is no account `" + wanted.get() + "`"));
        }
        if (all.size() != 1) {
            throw new StartRefusedException(
                    all.isEmpty()
                            ? "there is no account yet: the first start of the server makes one"
                            : "there are " + all.size() + " accounts: say which one with --account");
        }
        return all.getFirst();
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches() || name.matches("\\d{12}")) {
            throw new StartRefusedException(
                    "`" + name + "` is not a name for an account: 1 to 50 letters, digits, dots,"
                            + " hyphens and underscores, beginning with a letter or digit, and not like an id");
        }
    }

    private static void requireFree(String name, Optional<String> but, Accounts accounts) {
        accounts.all().stream()
                .filter(account -> account.name().equalsIgnoreCase(name) && !but.equals(Optional.of(account.id())))
                .findFirst()
                .ifPresent(taken -> {
                    throw new StartRefusedException("account `" + taken.id() + "` is named `" + taken.name() + "`");
                });
    }

    /** Who it was is what the operating system says: whoever can do this could write anything here. */
    void record(String event, String account, Map<String, String> details, Transaction tx) {
        String user = System.getProperty("user.name", "");
        Map<String, String> data = new HashMap<>(details);
        data.put("operator", user);
        data.put("host", hostName());
        state.trail()
                .append(
                        tx,
                        new TrailRecord(
                                account,
                                UUID.randomUUID().toString(),
                                tx.now(),
                                SOURCE,
                                event,
                                "AwsServiceEvent",
                                false,
                                region,
                                new UserIdentity("Unknown", "", "", account, "", user),
                                SOURCE,
                                SOURCE,
                                UUID.randomUUID().toString(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                data));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
