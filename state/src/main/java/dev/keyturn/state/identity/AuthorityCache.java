package dev.keyturn.state.identity;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Touched;

/**
 * The store's {@link Authority}, held in memory. What is asked for and not there is loaded; what a commit touched is
 * dropped before that commit is answered. Asking takes no lock as long as nothing was dropped.
 *
 * <p>A load may run beside a commit and read what was before it. So every drop starts a new generation, and a load
 * that began in an older one serves the calls that began before the commit was answered, but is not kept.
 */
public final class AuthorityCache implements Authority {
    private final Store store;

    /** One load at a time: callers that miss together wait for one load, and each looks again before its own. */
    private final ReentrantLock loading = new ReentrantLock();

    /** What earlier loads compiled, by account. Guarded by {@link #loading}. */
    private final Map<String, Map<String, PolicyDocument>> compiled = new HashMap<>();

    private final AtomicReference<World> world = new AtomicReference<>(World.NOTHING_LOADED);

    private AuthorityCache(Store store) {
        this.store = store;
    }

    public static Authority of(Store store) {
        AuthorityCache cache = new AuthorityCache(store);
        store.onTouched(cache::drop);
        return cache;
    }

    @Override
    public Optional<KeyHolder> holder(String accessKeyId) {
        World now = world.get();
        KeyHolder holder = now.holders().get(accessKeyId);
        if (holder == null && !now.complete()) {
            holder = load(loaded -> loaded.holders().containsKey(accessKeyId) || loaded.complete())
                    .holders()
                    .get(accessKeyId);
        }
        return Optional.ofNullable(holder);
    }

    @Override
    public List<NamedPolicy> policiesOf(Principal principal) {
        return switch (principal) {
            case Principal.Root _ -> List.of();
            case Principal.IamUser(User user) -> {
                World now = world.get();
                AccountAuthority account = now.accounts().get(user.account());
                if (account == null && !now.complete()) {
                    account = load(loaded -> loaded.accounts().containsKey(user.account()) || loaded.complete())
                            .accounts()
                            .get(user.account());
                }
                List<NamedPolicy> policies =
                        account == null ? null : account.policies().get(user.id());
                yield policies == null ? AccountAuthority.nothingAllowed() : policies;
            }
        };
    }

    private World load(Predicate<World> enough) {
        loading.lock();
        try {
            World before = world.get();
            if (enough.test(before)) {
                return before;
            }
            World loaded = store.read(tx -> {
                Map<String, AccountAuthority> accounts = new HashMap<>(before.accounts());
                Set<String> all = new HashSet<>(tx.sql()
                        .createQuery("SELECT account_id FROM access_key UNION SELECT account_id FROM iam_user")
                        .mapTo(String.class)
                        .list());
                for (String account : all) {
                    if (!accounts.containsKey(account)) {
                        accounts.put(
                                account, AccountAuthority.load(tx, account, compiled.getOrDefault(account, Map.of())));
                    }
                }
                return World.of(accounts, before.generation(), true);
            });
            loaded.accounts().forEach((account, authority) -> compiled.put(account, authority.compiled()));
            compiled.keySet().retainAll(loaded.accounts().keySet());
            keep(loaded);
            return loaded;
        } finally {
            loading.unlock();
        }
    }

    private void keep(World loaded) {
        world.updateAndGet(now -> now.generation() == loaded.generation() ? loaded : now);
    }

    /** Takes no lock: it runs on the store's writer, which must not wait for a virtual thread to get a carrier. */
    private void drop(Touched touched) {
        if (touched.kind() == Touched.Kind.AUTHORITY) {
            world.updateAndGet(now -> now.without(touched.account()));
        }
    }

    /**
     * All that is loaded.
     *
     * @param holders of all accounts, since a key's id does not say which it belongs to
     * @param generation how many drops came before
     * @param complete whether every account is loaded, so that an unknown key costs no look into the store
     */
    private record World(
            Map<String, AccountAuthority> accounts, Map<String, KeyHolder> holders, long generation, boolean complete) {
        static final World NOTHING_LOADED = new World(Map.of(), Map.of(), 0, false);

        static World of(Map<String, AccountAuthority> accounts, long generation, boolean complete) {
            Map<String, KeyHolder> holders = new HashMap<>();
            accounts.values().forEach(account -> holders.putAll(account.holders()));
            return new World(Map.copyOf(accounts), Map.copyOf(holders), generation, complete);
        }

        /** The next generation, in which that account has to be loaded anew, whether or not it was loaded. */
        World without(String account) {
            if (!accounts.containsKey(account)) {
                return new World(accounts, holders, generation + 1, false);
            }
            Map<String, AccountAuthority> others = new HashMap<>(accounts);
            others.remove(account);
            return of(others, generation + 1, false);
        }
    }
}
