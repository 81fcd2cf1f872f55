package dev.keyturn.state.rotation;

import java.util.Arrays;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/**
 * The rotation functions that are built in. They answer to the names of AWS's templates, so that a RotationLambdaARN
 * written for AWS means the same here. Where AWS has no template the name is ours, and says so.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html">AWS
 *     Secrets Manager rotation function templates</a>
 */
public enum RotationFunction {
    POSTGRES_SINGLE_USER("SecretsManagerRDSPostgreSQLRotationSingleUser", Engine.POSTGRES, Method.SINGLE_USER),
    POSTGRES_MULTI_USER("SecretsManagerRDSPostgreSQLRotationMultiUser", Engine.POSTGRES, Method.ALTERNATING_USERS),
    MARIADB_SINGLE_USER("SecretsManagerRDSMariaDBRotationSingleUser", Engine.MARIADB, Method.SINGLE_USER),
    MARIADB_MULTI_USER("SecretsManagerRDSMariaDBRotationMultiUser", Engine.MARIADB, Method.ALTERNATING_USERS),
    MYSQL_SINGLE_USER("SecretsManagerRDSMySQLRotationSingleUser", Engine.MYSQL, Method.SINGLE_USER),
    MYSQL_MULTI_USER("SecretsManagerRDSMySQLRotationMultiUser", Engine.MYSQL, Method.ALTERNATING_USERS),
    MYSQL_DUAL_PASSWORD("KeyturnMySQLRotationDualPassword", Engine.MYSQL, Method.DUAL_PASSWORD),
    SQLSERVER_SINGLE_USER("SecretsManagerRDSSQLServerRotationSingleUser", Engine.SQLSERVER, Method.SINGLE_USER),
    SQLSERVER_MULTI_USER("SecretsManagerRDSSQLServerRotationMultiUser", Engine.SQLSERVER, Method.ALTERNATING_USERS),
    ORACLE_SINGLE_USER("SecretsManagerRDSOracleRotationSingleUser", Engine.ORACLE, Method.SINGLE_USER),
    ORACLE_MULTI_USER("SecretsManagerRDSOracleRotationMultiUser", Engine.ORACLE, Method.ALTERNATING_USERS),
    REDIS_SINGLE_USER("KeyturnRedisRotationSingleUser", Engine.REDIS, Method.SINGLE_USER),
    REDIS_DUAL_PASSWORD("KeyturnRedisRotationDualPassword", Engine.REDIS, Method.DUAL_PASSWORD),
    REDIS_MULTI_USER("KeyturnRedisRotationMultiUser", Engine.REDIS, Method.ALTERNATING_USERS),
    /** An IAM user gets a second access key, and loses the one before at the rotation after. */
    IAM_ACCESS_KEY("KeyturnIAMAccessKeyRotation", Engine.IAM, Method.ACCESS_KEYS);

    private static final String RESOURCE_TYPE = "function:";

    private final String templateName;
    private final Engine engine;
    private final Method method;

    RotationFunction(String templateName, Engine engine, Method method) {
        this.templateName = templateName;
        this.engine = engine;
        this.method = method;
    }

    /** The built-in function that a Lambda ARN names, in any region and account; empty if it names none. */
    public static Optional<RotationFunction> of(String functionArn) {
        Arn arn;
        try {
            arn = Arn.parse(functionArn);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!arn.service().equals("lambda") || !arn.resource().startsWith(RESOURCE_TYPE)) {
            return Optional.empty();
        }
        String name = arn.resource().substring(RESOURCE_TYPE.length());
        return Arrays.stream(values())
                .filter(function -> function.templateName.equals(name))
                .findFirst();
    }

    /** Whether a built-in function is called so. */
    public static boolean isBuiltIn(String name) {
        return named(name).isPresent();
    }

    /** The built-in function that is called so. */
    public static Optional<RotationFunction> named(String name) {
        return Arrays.stream(values())
                .filter(function -> function.templateName.equals(name))
                .findFirst();
    }

    public String templateName() {
        return templateName;
    }

    /** What it rotates. */
    public Engine engine() {
        return engine;
    }

    public Method method() {
        return method;
    }
}
