package dev.keyturn.state.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.state.identity.AccountAuthority.Holder;
import dev.keyturn.state.identity.AccountAuthority.Key;
import dev.keyturn.state.identity.AccountAuthority.Managed;
import dev.keyturn.state.identity.AccountAuthority.PolicyReference;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Transaction;

/**
 * Reads what {@link AccountAuthority} keeps: of a whole account, or of some entities and access keys of it. A few
 * queries over all rows, never one for each.
 */
final class AuthorityLoader {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityLoader.class);

    private final Transaction tx;
    private final String account;
    private final Optional<Set<String>> ids;

    /** The same text is compiled once: a thousand users often have the same policy. */
    private final Map<String, PolicyDocument> compiled = new HashMap<>();

    /** @param ids of entities and access keys; empty for all */
    AuthorityLoader(Transaction tx, String account, Optional<Set<String>> ids) {
        this.tx = tx;
        this.account = account;
        this.ids = ids;
    }

    List<Holder> holders() {
        Map<String, List<NamedPolicy>> inline = inline();
        Map<String, List<PolicyReference>> attached = attached();
        Map<String, PolicyReference> boundaries = boundaries();
        Map<String, List<String>> groups = groups();
        return entities()
                .map(entity -> new Holder(
                        entity,
                        inline.getOrDefault(entity.id(), List.of()),
                        attached.getOrDefault(entity.id(), List.of()),
                        Optional.ofNullable(boundaries.get(entity.id())),
                        groups.getOrDefault(entity.id(), List.of()),
                        entity instanceof Role role ? Optional.of(trust(role)) : Optional.empty()))
                .toList();
    }

    private Stream<PolicyHolder> entities() {
        Users users = new Users(tx);
        Groups groups = new Groups(tx);
        Roles roles = new Roles(tx);
        int all = Integer.MAX_VALUE - 1;
        Stream<? extends PolicyHolder> found = ids.isPresent()
                ? Stream.of(
                                users.withIds(account, ids.get()),
                                groups.withIds(account, ids.get()),
                                roles.withIds(account, ids.get()))
                        .flatMap(List::stream)
                : Stream.of(
                                users.list(account, "/", Optional.empty(), all).items(),
                                groups.list(account, "/", Optional.empty(), all).items(),
                                roles.list(account, "/", Optional.empty(), all).items())
                        .flatMap(List::stream);
        return found.map(PolicyHolder.class::cast);
    }

    private Map<String, List<NamedPolicy>> inline() {
        return lists(
                query("""
                        SELECT entity_id, name, document FROM iam_inline_policy
                        WHERE account_id = :account AND SOME(entity_id)
                        ORDER BY name"""),
                "entity_id",
                row -> identityPolicy(
                        row.getColumn("name", String.class),
                        row.getColumn("entity_id", String.class),
                        row.getColumn("document", String.class)));
    }

    private Map<String, List<PolicyReference>> attached() {
        return lists(query("""
                        SELECT a.entity_id, a.policy_account, a.policy_id FROM iam_attachment a
                        JOIN iam_entity p ON p.account_id = a.policy_account AND p.id = a.policy_id
                        WHERE a.account_id = :account AND SOME(a.entity_id)
                        ORDER BY p.path, p.name"""), "entity_id", AuthorityLoader::reference);
    }

    private Map<String, PolicyReference> boundaries() {
        Map<String, PolicyReference> boundaries = new HashMap<>();
        query("""
                SELECT entity_id, policy_account, policy_id FROM iam_boundary
                WHERE account_id = :account AND SOME(entity_id)""")
                .map(row -> boundaries.put(row.getColumn("entity_id", String.class), reference(row)))
                .list();
        return boundaries;
    }

    private Map<String, List<String>> groups() {
        return lists(query("""
                        SELECT user_id, group_id FROM iam_group_member
                        WHERE account_id = :account AND SOME(user_id)
                        ORDER BY group_id"""), "user_id", row -> row.getColumn("group_id", String.class));
    }

    private NamedPolicy trust(Role role) {
        String name = role.arn().toString();
        try {
            return new NamedPolicy(name, PolicyKind.ROLE_TRUST, PolicyDocument.parseTrustPolicy(role.trustPolicy()));
        } catch (RuntimeException e) {
            // Whatever the parser trips over: one stored policy must not keep the whole account from loading.
            LOG.error("the trust policy of role `{}` does not parse: nobody can assume it", name, e);
            return new NamedPolicy(name, PolicyKind.ROLE_TRUST, TrustNobody.DOCUMENT);
        }
    }

    /** By id. */
    Map<String, Managed> policies() {
        Map<String, Managed> policies = new HashMap<>();
        query("""
                SELECT e.id, e.path, e.name, v.document FROM iam_entity e
                JOIN iam_policy p ON p.account_id = e.account_id AND p.id = e.id
                JOIN iam_policy_version v ON v.account_id = p.account_id AND v.policy_id = p.id
                    AND v.version_id = p.default_version
                WHERE e.account_id = :account AND SOME(e.id)""")
                .map(row -> policies.put(row.getColumn("id", String.class), managed(row)))
                .list();
        return policies;
    }

    private Managed managed(RowView row) {
        var arn = ManagedPolicy.arn(account, row.getColumn("path", String.class), row.getColumn("name", String.class));
        return new Managed(arn, compile(arn.toString(), row.getColumn("document", String.class)));
    }

    List<Key> keys() {
        return query("""
                SELECT id, user_id, active, secret FROM iam_access_key WHERE account_id = :account AND SOME(id)""")
                .map(row -> new Key(
                        row.getColumn("id", String.class),
                        Optional.ofNullable(row.getColumn("user_id", String.class)),
                        row.getColumn("active", Boolean.class),
                        new Sealed(row.getColumn("secret", byte[].class))))
                .list();
    }

    private NamedPolicy identityPolicy(String name, String entityId, String text) {
        return new NamedPolicy(name, PolicyKind.IDENTITY, compile(entityId + "/" + name, text));
    }

    /**
     * A document that no longer parses is never skipped, since it may have held the deny that mattered: whom it binds
     * is denied everything until it is replaced.
     */
    private PolicyDocument compile(String where, String text) {
        return compiled.computeIfAbsent(text, _ -> {
            try {
                return PolicyDocument.parse(text);
            } catch (RuntimeException e) {
                LOG.error("policy `{}` in account `{}` does not parse: it denies everything", where, account, e);
                return DenyEverything.DOCUMENT;
            }
        });
    }

    private static PolicyReference reference(RowView row) {
        return new PolicyReference(
                row.getColumn("policy_account", String.class), row.getColumn("policy_id", String.class));
    }

    /** {@code SOME(column)} stands for: the column holds one of {@link #ids}, if there are any. */
    private Query query(String sql) {
        int from = sql.indexOf("SOME(");
        int to = sql.indexOf(')', from);
        String column = sql.substring(from + "SOME(".length(), to);
        String condition = ids.isPresent() ? column + " IN (<ids>)" : "1 = 1";
        Query query = tx.sql()
                .createQuery(sql.substring(0, from) + condition + sql.substring(to + 1))
                .bind("account", account);
        return ids.map(some -> query.bindList("ids", List.copyOf(some))).orElse(query);
    }

    private static <T> Map<String, List<T>> lists(Query query, String key, Function<RowView, T> value) {
        Map<String, List<T>> lists = new HashMap<>();
        query.map(row -> lists.computeIfAbsent(row.getColumn(key, String.class), _ -> new ArrayList<>())
                        .add(value.apply(row)))
                .list();
        return lists;
    }

    /** Apart, so that it is compiled only when it is needed. */
    static final class DenyEverything {
        static final PolicyDocument DOCUMENT = PolicyDocument.parse("""
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""");

        private DenyEverything() {}
    }

    private static final class TrustNobody {
        static final PolicyDocument DOCUMENT = PolicyDocument.parseTrustPolicy("""
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""");
    }
}
