package dev.keyturn.state.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.keyturn.state.store.Store;

/**
 * Remembers when access keys, roles and actions were last used. A call costs two look-ups in memory and never a write;
 * {@link #flush} writes what has gathered, in one transaction. A crash forgets what was not flushed.
 *
 * <p>As AWS has it, of several uses in fifteen minutes the first is remembered. So what there is to write is bounded by
 * who called and for what, not by how often.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html">access_key_1_last_used_date
 *     in credential reports</a>
 */
public final class LastUsed {
    /** Within which only the first use counts. */
    private static final Duration SPAN = Duration.ofMinutes(15);

    private final Store store;
    private final String region;
    private final Map<What, When> uses = new ConcurrentHashMap<>();
    private final AtomicBoolean unwritten = new AtomicBoolean();

    public LastUsed(Store store, String region) {
        this.store = store;
        this.region = region;
    }

    /** What can be used. */
    private sealed interface What {
        record Action(String account, String entityId, String service, String action) implements What {}

        record Key(String id) implements What {}

        record ARole(String account, String id) implements What {}
    }

    private record When(Instant at, String service, boolean written) {}

    /**
     * An authenticated caller asks for something; whether it gets it does not matter.
     *
     * @param accessKeyId the long-term or temporary key that signed
     * @param service {@code secretsmanager}
     * @param action {@code GetSecretValue}
     */
    public void called(Principal principal, Optional<String> accessKeyId, String service, String action, Instant at) {
        switch (principal) {
            case Principal.IamUser(User user) ->
                used(new What.Action(user.account(), user.id(), service, action), service, at);
            case Principal.RoleSession session -> {
                Role role = session.role();
                used(new What.Action(role.account(), role.id(), service, action), service, at);
                used(new What.ARole(role.account(), role.id()), service, at);
            }
            case Principal.FederatedUser federated ->
                federated
                        .issuer()
                        .ifPresent(
                                user -> used(new What.Action(user.account(), user.id(), service, action), service, at));
            case Principal.Root _, Principal.Federated _ -> {}
        }
        accessKeyId.filter(id -> id.startsWith("AKIA")).ifPresent(id -> used(new What.Key(id), service, at));
    }

    private void used(What what, String service, Instant at) {
        When last = uses.get(what);
        if (last == null || !at.isBefore(last.at().plus(SPAN))) {
            uses.put(what, new When(at, service, false));
            unwritten.set(true);
        }
    }

    /**
     * Writes what has gathered and forgets what is too old to matter.
     *
     * @throws dev.keyturn.state.store.StoreException what was not written stays and is tried again
     */
    public void flush() {
        if (!unwritten.getAndSet(false)) {
            return;
        }
        Map<What, When> gathered = new HashMap<>();
        uses.forEach((what, when) -> {
            if (!when.written()) {
                gathered.put(what, when);
            }
        });
        boolean done = false;
        try {
            store.write(tx -> {
                write(new LastUses(tx), gathered);
                return gathered.size();
            });
            done = true;
        } finally {
            if (!done) {
                unwritten.set(true);
            }
        }
        gathered.forEach((what, when) -> uses.replace(what, when, new When(when.at(), when.service(), true)));
        Instant old = store.now().minus(SPAN);
        uses.values().removeIf(when -> when.written() && when.at().isBefore(old));
    }

    private void write(LastUses lastUses, Map<What, When> gathered) {
        Map<String, List<LastAccess>> accesses = new HashMap<>();
        gathered.forEach((what, when) -> {
            switch (what) {
                case What.Action(String account, String entityId, String service, String action) ->
                    accesses.computeIfAbsent(account, _ -> new ArrayList<>())
                            .add(new LastAccess(entityId, service, action, when.at(), region));
                case What.Key(String id) -> lastUses.keyUsed(id, new LastUses.OfKey(when.at(), when.service(), region));
                case What.ARole(String account, String id) ->
                    lastUses.roleUsed(account, id, new Role.LastUsed(when.at(), region));
            }
        });
        accesses.forEach(lastUses::record);
    }
}
