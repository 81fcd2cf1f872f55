package dev.keyturn.databases.rotation;

import java.util.function.Supplier;

import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.RotationFunction;

/** One way to rotate in one engine. */
enum Scenario {
    POSTGRES_SINGLE(RotationFunction.POSTGRES_SINGLE_USER),
    POSTGRES_ALTERNATING(RotationFunction.POSTGRES_MULTI_USER),
    MARIADB_SINGLE(RotationFunction.MARIADB_SINGLE_USER),
    MARIADB_ALTERNATING(RotationFunction.MARIADB_MULTI_USER),
    REDIS_SINGLE(RotationFunction.REDIS_SINGLE_USER),
    REDIS_DUAL(RotationFunction.REDIS_DUAL_PASSWORD),
    REDIS_ALTERNATING(RotationFunction.REDIS_MULTI_USER);

    private final RotationFunction function;

    Scenario(RotationFunction function) {
        this.function = function;
    }

    Engine engine() {
        return function.engine();
    }

    Method method() {
        return function.method();
    }

    /** As a RotationLambdaARN. */
    String functionArn() {
        return "arn:aws:lambda:us-east-1:" + RotationWorld.ACCOUNT + ":function:" + function.templateName();
    }

    /** Whether somebody else than the login itself changes it. */
    boolean byAdministrator() {
        return method() == Method.ALTERNATING_USERS || engine() == Engine.REDIS;
    }

    /** Whether what clients had before the rotation works on after it. */
    boolean oldWorksOn() {
        return method() != Method.SINGLE_USER;
    }

    static Supplier<RotatedDatabase> database(Engine engine) {
        return switch (engine) {
            case POSTGRES -> RotatedPostgres::new;
            case MARIADB -> RotatedMariaDb::new;
            case REDIS -> RotatedRedis::new;
            case MYSQL, SQLSERVER, ORACLE, IAM ->
                throw new IllegalArgumentException("no " + engine + " can be had here");
        };
    }
}
