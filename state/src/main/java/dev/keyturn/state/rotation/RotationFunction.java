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
    /** A PostgreSQL login changes its own password. */
    POSTGRES_SINGLE_USER("SecretsManagerRDSPostgreSQLRotationSingleUser", "postgres"),
    /** An IAM user gets a second access key, and loses the one before at the rotation after. */
    IAM_ACCESS_KEY("KeyturnIAMAccessKeyRotation", "iam");

    private static final String RESOURCE_TYPE = "function:";

    private final String templateName;
    private final String engine;

    RotationFunction(String templateName, String engine) {
        this.templateName = templateName;
        this.engine = engine;
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

    public String templateName() {
        return templateName;
    }

    /** What it rotates, as {@link RotationTarget#engine} names it. */
    public String engine() {
        return engine;
    }
}
