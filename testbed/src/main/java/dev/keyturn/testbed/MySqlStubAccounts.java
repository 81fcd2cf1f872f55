package dev.keyturn.testbed;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** The accounts of a {@link MySqlStub}, each of any host, and the rules of dual passwords. */
final class MySqlStubAccounts {
    private final Map<String, Stored> accounts = new HashMap<>();
    private final Random random = new Random(7);
    private Predicate<String> policy = _ -> true;

    private record Stored(String main, Optional<String> old, boolean administrator, boolean locked) {}

    synchronized void create(String name, String password, boolean administrator) {
        accounts.put(name, new Stored(CachingSha2.of(password, random), Optional.empty(), administrator, false));
    }

    synchronized void policy(Predicate<String> good) {
        policy = good;
    }

    synchronized boolean isGood(String password) {
        return policy.test(password);
    }

    synchronized boolean exists(String name) {
        return accounts.containsKey(name);
    }

    synchronized boolean isAdministrator(String name) {
        return exists(name) && there(name).administrator();
    }

    synchronized boolean isLocked(String name) {
        return exists(name) && there(name).locked();
    }

    synchronized int passwords(String name) {
        return there(name).old().isPresent() ? 2 : 1;
    }

    synchronized boolean accepts(String name, String password) {
        Stored stored = accounts.get(name);
        return stored != null
                && (CachingSha2.matches(stored.main(), password)
                        || stored.old()
                                .filter(old -> CachingSha2.matches(old, password))
                                .isPresent());
    }

    /** As SHOW CREATE USER tells. */
    synchronized String verifier(String name) {
        return there(name).main();
    }

    synchronized String sealed(String password) {
        return CachingSha2.of(password, random);
    }

    /**
     * "RETAIN CURRENT PASSWORD retains the account current password as its secondary password, replacing any existing
     * secondary password." Without it, a secondary password "remains unchanged".
     */
    synchronized void set(String name, String verifier, boolean retain) {
        Stored before = there(name);
        accounts.put(
                name,
                new Stored(
                        verifier,
                        retain ? Optional.of(before.main()) : before.old(),
                        before.administrator(),
                        before.locked()));
    }

    synchronized void discardOld(String name) {
        Stored before = there(name);
        accounts.put(name, new Stored(before.main(), Optional.empty(), before.administrator(), before.locked()));
    }

    synchronized void lock(String name, boolean locked) {
        Stored before = there(name);
        accounts.put(name, new Stored(before.main(), before.old(), before.administrator(), locked));
    }

    private Stored there(String name) {
        return Objects.requireNonNull(accounts.get(name), name);
    }
}
