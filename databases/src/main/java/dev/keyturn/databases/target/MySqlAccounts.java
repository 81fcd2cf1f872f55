package dev.keyturn.databases.target;

import java.util.List;

/** Looks accounts up, of this session's login or, for an administrator who may read {@code mysql}, of others. */
final class MySqlAccounts {
    private final Statements statements;
    private final MySqlGrammar grammar;

    MySqlAccounts(Statements statements, MySqlGrammar grammar) {
        this.statements = statements;
        this.grammar = grammar;
    }

    /** Every account of that user, one for each host it may come from. */
    List<String> ofUser(String user) throws TargetException {
        if (!grammar.engine().takes(user)) {
            return List.of();
        }
        return statements.rows(grammar.accounts(user), "looking for the login").stream()
                .map(row -> row.firstEntry().getValue())
                .sorted()
                .toList();
    }

    List<String> require(String user) throws TargetException {
        List<String> hosts = ofUser(user);
        if (hosts.isEmpty()) {
            throw new TargetException(LoginOutcome.NO_PERMISSION, "there is no login `" + user + "`");
        }
        return hosts;
    }

    /** @param account for a statement */
    MySqlAccount definition(String account) throws TargetException {
        return MySqlAccount.parse(statements.value("SHOW CREATE USER " + account, "reading the login"));
    }

    MySqlGrants grants(String account) throws TargetException {
        return MySqlGrants.parse(
                statements.rows("SHOW GRANTS FOR " + account, "reading the login's privileges").stream()
                        .map(row -> row.firstEntry().getValue())
                        .toList());
    }

    /** @throws TargetException with UNSUITABLE where the account does not log in by one password of a kind we can make */
    MySqlVerifier verifier(MySqlAccount account, String password, byte[] salt) throws TargetException {
        return account.onlyWay()
                .flatMap(way -> MySqlVerifier.of(way.plugin(), password, salt))
                .orElseThrow(() -> new TargetException(
                        LoginOutcome.UNSUITABLE,
                        "the login authenticates by `" + TargetException.printable(account.plugins())
                                + "`, and not by one password that can be set without sending it"));
    }
}
