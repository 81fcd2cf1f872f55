package dev.keyturn.state.identity;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.state.identity.AccountAuthority.Key;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Touched;
import dev.keyturn.state.store.Transaction;

/**
 * The store's {@link Authority}, held in memory. All is loaded once; what a commit touched is marked before that commit
 * is answered, and loaded anew, it alone, when next somebody asks. Asking takes no lock as long as nothing is marked.
 *
 * <p>A load may run beside a commit and read what was before it. So every mark is numbered, and a load takes away only
 * the marks that were there when it began: what was touched since is still marked, and will be loaded again.
 */
public final class AuthorityCache implements Authority {
    private final Store store;

    /** One load at a time: callers that miss together wait for one load, and each looks again before its own. */
    private final ReentrantLock loading = new ReentrantLock();

    private final AtomicReference<World> world = new AtomicReference<>(World.NOTHING_LOADED);

    private AuthorityCache(Store store) {
        this.store = store;
    }

    public static Authority of(Store store) {
        AuthorityCache cache = new AuthorityCache(store);
        store.onTouched(cache::mark);
        return cache;
    }

    @Override
    public Optional<KeyHolder> holder(String accessKeyId) {
        for (Map.Entry<String, AccountAuthority> entry : current().accounts().entrySet()) {
            Key key = entry.getValue().keys().get(accessKeyId);
            if (key != null) {
                return holder(entry.getKey(), entry.getValue(), key);
            }
        }
        return Optional.empty();
    }

    /** A key of a user who is not there has no holder: only a key that names no user is root's. */
    private static Optional<KeyHolder> holder(String account, AccountAuthority authority, Key key) {
        Optional<Principal> principal = key.userId().isEmpty()
                ? Optional.of(new Principal.Root(account))
                : authority.user(key.userId().get()).map(Principal.IamUser::new);
        return principal.map(holder -> new KeyHolder(key.id(), holder, key.active(), key.secret()));
    }

    @Override
    public PolicySet policiesOf(Principal principal) {
        return current().policiesOf(principal);
    }

    @Override
    public Optional<User> user(String account, String id) {
        return current().account(account).user(id);
    }

    @Override
    public Optional<Role> role(String account, String id) {
        return current().account(account).role(id);
    }

    @Override
    public Optional<TrustedRole> roleNamed(String account, String name) {
        return current()
                .account(account)
                .roleNamed(name)
                .map(holder ->
                        new TrustedRole((Role) holder.entity(), holder.trust().orElseThrow()));
    }

    @Override
    public Optional<PolicyDocument> managed(String asking, Arn policy) {
        return policy.account().equals(asking) || policy.account().equals(ManagedPolicy.AWS)
                ? current().account(policy.account()).managed(policy)
                : Optional.empty();
    }

    private World current() {
        World current = world.get();
        return current.fresh() ? current : load();
    }

    private World load() {
        loading.lock();
        try {
            World before = world.get();
            if (before.fresh()) {
                return before;
            }
            World loaded = store.read(before::reloaded);
            world.updateAndGet(current -> current.with(loaded));
            return loaded;
        } finally {
            loading.unlock();
        }
    }

    /** Takes no lock: it runs on the store's writer, which must not wait for a virtual thread to get a carrier. */
    private void mark(Touched touched) {
        if (touched.kind() == Touched.Kind.AUTHORITY) {
            world.updateAndGet(current -> current.marked(touched));
        }
    }

    /**
     * All that is loaded.
     *
     * @param complete whether every account is loaded, so that an unknown key costs no look into the store
     * @param marked what has to be loaded anew, each with the number of its mark
     * @param marks how many marks there ever were
     * @param composed what binds a user or role, by account, slash and unique id: empty at first, it fills as it is
     *     asked, and lives as long as this world
     */
    private record World(
            Map<String, AccountAuthority> accounts,
            boolean complete,
            Map<Touched, Long> marked,
            long marks,
            Map<String, PolicySet> composed) {
        static final World NOTHING_LOADED = new World(Map.of(), false, Map.of(), 0, Map.of());

        boolean fresh() {
            return complete && marked.isEmpty();
        }

        AccountAuthority account(String id) {
            return accounts.getOrDefault(id, AccountAuthority.EMPTY);
        }

        PolicySet policiesOf(Principal principal) {
            return switch (principal) {
                case Principal.IamUser(User user) -> composed(user, principal);
                case Principal.RoleSession session -> composed(session.role(), principal);
                case Principal.Root _, Principal.FederatedUser _, Principal.Federated _ ->
                    new PolicyComposition(accounts).of(principal);
            };
        }

        private PolicySet composed(PolicyHolder entity, Principal principal) {
            String key = entity.account() + "/" + entity.id();
            PolicySet known = composed.get(key);
            if (known == null) {
                known = new PolicyComposition(accounts).of(principal);
                composed.put(key, known);
            }
            return known;
        }

        World marked(Touched touched) {
            Map<Touched, Long> more = new HashMap<>(marked);
            more.put(touched, marks + 1);
            return new World(accounts, complete, more, marks + 1, composed);
        }

        World reloaded(Transaction tx) {
            Map<String, Set<String>> ids = new HashMap<>();
            marked.keySet()
                    .forEach(touched -> ids.computeIfAbsent(touched.account(), _ -> new HashSet<>())
                            .add(touched.key()));
            Map<String, AccountAuthority> reloaded = new HashMap<>(accounts);
            Set<String> missing = complete ? new HashSet<>() : allAccounts(tx);
            missing.removeAll(accounts.keySet());
            ids.forEach((account, some) -> {
                if (some.contains("") || !accounts.containsKey(account)) {
                    missing.add(account);
                } else {
                    reloaded.put(account, account(account).reload(tx, account, some));
                }
            });
            missing.forEach(account -> reloaded.put(account, AccountAuthority.load(tx, account)));
            return new World(Map.copyOf(reloaded), true, Map.of(), marks, new ConcurrentHashMap<>());
        }

        private static Set<String> allAccounts(Transaction tx) {
            return new HashSet<>(tx.sql()
                    .createQuery("SELECT account_id FROM iam_access_key UNION SELECT account_id FROM iam_entity")
                    .mapTo(String.class)
                    .list());
        }

        /** What was loaded, with the marks that came while it was. */
        World with(World loaded) {
            Map<Touched, Long> since = new HashMap<>();
            marked.forEach((touched, number) -> {
                if (number > loaded.marks()) {
                    since.put(touched, number);
                }
            });
            return new World(loaded.accounts(), true, since, marks, loaded.composed());
        }
    }
}
