package dev.keyturn.server.soak;

import java.sql.Connection;
import java.sql.SQLException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A login of a real database and the secret that holds it.
 *
 * @param secret its name
 * @param alternating whether what clients have read works on until the rotation after
 */
record SoakedLogin(SoakedDatabase database, String secret, String login, boolean alternating) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String FIRST_PASSWORD = "first-password";

    /** What a version of the secret holds, as a client keeps it. */
    record Credentials(String username, String password) {
        static Credentials of(String secretString) {
            var value = JSON.readTree(secretString);
            return new Credentials(
                    value.get("username").stringValue(), value.get("password").stringValue());
        }
    }

    /** Makes both, and turns rotation on. */
    void make(SecretsManagerClient secrets, StsClient sts) throws SQLException {
        if (alternating) {
            database.makeMember(login, FIRST_PASSWORD);
        } else {
            database.makeLogin(login, FIRST_PASSWORD);
        }
        ObjectNode value = value(login, FIRST_PASSWORD);
        if (alternating) {
            String admin = value(database.admin(), database.adminPassword()).toString();
            value.put(
                    "masterarn",
                    secrets.createSecret(
                                    create -> create.name(secret + "-admin").secretString(admin))
                            .arn());
        }
        secrets.createSecret(create -> create.name(secret).secretString(value.toString()));
        String function =
                "arn:aws:lambda:us-east-1:" + sts.getCallerIdentity().account() + ":function:SecretsManagerRDS"
                        + database.functionName() + "Rotation" + (alternating ? "MultiUser" : "SingleUser");
        secrets.rotateSecret(rotate -> rotate.secretId(secret)
                .rotationLambdaARN(function)
                .rotationRules(rules -> rules.scheduleExpression("rate(10 days)"))
                .rotateImmediately(false));
    }

    private ObjectNode value(String username, String password) {
        return JSON.createObjectNode()
                .put("engine", database.engine())
                .put("host", database.host())
                .put("port", database.port())
                .put("username", username)
                .put("password", password);
    }

    /** @throws SQLException if the database is out of reach */
    boolean logsIn(Credentials credentials) throws SQLException {
        try (Connection _ = database.connect(credentials.username(), credentials.password())) {
            return true;
        } catch (SQLException e) {
            if (database.refusedPassword(e)) {
                return false;
            }
            throw e;
        }
    }
}
