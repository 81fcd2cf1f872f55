package dev.keyturn.databases.target;

import dev.keyturn.state.rotation.Engine;

/** Where the statements of MariaDB and of MySQL 8 differ. */
enum MySqlGrammar {
    MARIADB(Engine.MARIADB) {
        @Override
        String identified(MySqlVerifier verifier) {
            return " IDENTIFIED VIA " + verifier.plugin() + " USING " + MySqlQuoting.string(verifier.text());
        }

        @Override
        String accounts(String user) {
            return super.accounts(user) + " AND is_role = 'N'";
        }

        @Override
        String defaultRole(String role, String account) {
            return "SET DEFAULT ROLE " + role + " FOR " + account;
        }
    },
    MYSQL(Engine.MYSQL) {
        @Override
        String identified(MySqlVerifier verifier) {
            return " IDENTIFIED WITH " + verifier.plugin() + " AS " + MySqlQuoting.string(verifier.text());
        }

        @Override
        String defaultRole(String role, String account) {
            return "SET DEFAULT ROLE " + role + " TO " + account;
        }
    };

    private final Engine engine;

    MySqlGrammar(Engine engine) {
        this.engine = engine;
    }

    Engine engine() {
        return engine;
    }

    abstract String identified(MySqlVerifier verifier);

    /** @param role a name for a statement, or NONE; of MySQL also several */
    abstract String defaultRole(String role, String account);

    /** Lists the hosts of a user's accounts. */
    String accounts(String user) {
        return "SELECT Host FROM mysql.user WHERE CAST(User AS BINARY) = " + MySqlQuoting.text(user);
    }

    String account(String user, String host) {
        return MySqlQuoting.account(engine, user, host);
    }
}
