package dev.keyturn.demo;

import java.sql.SQLException;

/**
 * One secret that is rotated again and again while clients use it.
 *
 * @param secret its name
 * @param login the login that it holds at first
 * @param database that the login opens
 */
record Act(Played played, Strategy strategy, String secret, String login, String database) {

    /** What a rotation promises of the logins meanwhile. */
    enum Strategy {
        /** For a moment only the pending password works. */
        SINGLE_USER("SingleUser", "one login that changes its own password"),
        /** What clients have works on until the rotation after. */
        ALTERNATING_USERS("MultiUser", "two logins in turn");

        private final String functionSuffix;
        private final String words;

        Strategy(String functionSuffix, String words) {
            this.functionSuffix = functionSuffix;
            this.words = words;
        }
    }

    static Act singleUser(Played played) {
        return new Act(played, Strategy.SINGLE_USER, "demo/orders", "orders", "shop");
    }

    static Act alternating(Played played) {
        String login = "orders_" + played.engine();
        return new Act(
                played, Strategy.ALTERNATING_USERS, "demo/orders-in-" + played.engine(), login, "shop_of_" + login);
    }

    boolean alternating() {
        return strategy == Strategy.ALTERNATING_USERS;
    }

    String title() {
        return played.title() + ", " + strategy.words;
    }

    /** AWS's name for the function that rotates so. */
    String function() {
        return "SecretsManagerRDS" + played.functionName() + "Rotation" + strategy.functionSuffix;
    }

    void makeLogin(String password) throws SQLException {
        if (alternating()) {
            played.makeMember(login, password);
        } else {
            played.makeLogin(login, password);
        }
    }

    String jdbcUrl() {
        return played.jdbcUrl(database);
    }
}
