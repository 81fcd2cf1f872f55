package dev.keyturn.state.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyDocument;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.state.identity.Authority.KeyHolder;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.Transaction;

/**
 * Who exists in one account and which policies bind them, as one moment of the store. Immutable.
 *
 * @param holders by access key id
 * @param policies by user id, every user's, each ordered: inline by name, then managed by ARN
 * @param compiled by document text, to spare the next snapshot from compiling the same again
 */
record AccountAuthority(
        Map<String, KeyHolder> holders, Map<String, List<NamedPolicy>> policies, Map<String, PolicyDocument> compiled) {

    private static final Logger LOG = LoggerFactory.getLogger(AccountAuthority.class);

    AccountAuthority {
        holders = Map.copyOf(holders);
        policies = Map.copyOf(policies);
        compiled = Map.copyOf(compiled);
    }

    /** @param known documents compiled before, by text */
    static AccountAuthority load(Transaction tx, String account, Map<String, PolicyDocument> known) {
        Map<String, Principal> principals = principals(tx, account);
        Map<String, PolicyDocument> compiled = new HashMap<>();
        Map<String, List<NamedPolicy>> policies = new HashMap<>();
        principals.keySet().forEach(userId -> policies.put(userId, List.of()));
        attachedDocuments(tx, account).forEach((userId, documents) -> {
            policies.put(
                    userId,
                    documents.stream()
                            .map(document -> document.compile(
                                    account,
                                    userId,
                                    text -> compiled.computeIfAbsent(
                                            text,
                                            _ -> known.containsKey(text)
                                                    ? known.get(text)
                                                    : PolicyDocument.parse(text))))
                            .toList());
        });
        return new AccountAuthority(holders(tx, account, principals), policies, compiled);
    }

    /** Binds a principal whom this account does not have, or no longer. */
    static List<NamedPolicy> nothingAllowed() {
        return List.of(new NamedPolicy("no-such-principal", PolicyKind.IDENTITY, DenyEverything.DOCUMENT));
    }

    private static Map<String, Principal> principals(Transaction tx, String account) {
        Map<String, Principal> principals = new HashMap<>();
        new Users(tx)
                .list(account, "/", Optional.empty(), Integer.MAX_VALUE - 1)
                .items()
                .forEach(user -> principals.put(user.id(), new Principal.IamUser(user)));
        return principals;
    }

    /** A key of a user who is not there has no holder: only a key that names no user is root's. */
    private static Map<String, KeyHolder> holders(Transaction tx, String account, Map<String, Principal> principals) {
        Principal root = new Principal.Root(account);
        Map<String, KeyHolder> holders = new HashMap<>();
        tx.sql()
                .createQuery("SELECT id, user_id, active, secret FROM access_key WHERE account_id = :account")
                .bind("account", account)
                .map(row -> {
                    String userId = row.getColumn("user_id", String.class);
                    Optional<Principal> holder =
                            userId == null ? Optional.of(root) : Optional.ofNullable(principals.get(userId));
                    return holder.map(principal -> new KeyHolder(
                            row.getColumn("id", String.class),
                            principal,
                            row.getColumn("active", Boolean.class),
                            new Sealed(row.getColumn("secret", byte[].class))));
                })
                .forEach(held -> held.ifPresent(holder -> holders.put(holder.accessKeyId(), holder)));
        return holders;
    }

    private static Map<String, List<Document>> attachedDocuments(Transaction tx, String account) {
        Map<String, List<Document>> documents = new HashMap<>();
        tx.sql()
                .createQuery("""
                        SELECT user_id, 0 AS managed, name, '' AS path, document FROM inline_policy
                        WHERE account_id = :account
                        UNION ALL
                        SELECT a.user_id, 1 AS managed, p.name, p.path, v.document
                        FROM policy_attachment a
                        JOIN managed_policy p ON p.account_id = a.account_id AND p.id = a.policy_id
                        JOIN policy_version v ON v.account_id = p.account_id AND v.policy_id = p.id
                            AND v.version_id = p.default_version
                        WHERE a.account_id = :account
                        ORDER BY managed, path, name""")
                .bind("account", account)
                .map(row -> Map.entry(
                        row.getColumn("user_id", String.class),
                        new Document(
                                row.getColumn("managed", Integer.class) == 1
                                        ? ManagedPolicy.arn(
                                                        account,
                                                        row.getColumn("path", String.class),
                                                        row.getColumn("name", String.class))
                                                .toString()
                                        : row.getColumn("name", String.class),
                                row.getColumn("document", String.class))))
                .forEach(entry -> documents
                        .computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                        .add(entry.getValue()));
        return documents;
    }

    /** A stored policy before it is compiled. */
    private record Document(String name, String text) {

        /**
         * A document that no longer parses is never skipped, since it may have held the deny that mattered: its
         * principal is denied everything until it is replaced.
         */
        NamedPolicy compile(String account, String userId, Function<String, PolicyDocument> compiler) {
            try {
                return new NamedPolicy(name, PolicyKind.IDENTITY, compiler.apply(text));
            } catch (RuntimeException e) {
                LOG.error(
                        "policy `{}` of user `{}` in account `{}` does not parse: the user is denied everything",
                        name,
                        userId,
                        account,
                        e);
                return new NamedPolicy(name, PolicyKind.IDENTITY, DenyEverything.DOCUMENT);
            }
        }
    }

    /** Apart, so that it is compiled only when it is needed. */
    private static final class DenyEverything {
        static final PolicyDocument DOCUMENT = PolicyDocument.parse("""
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}""");
    }
}
