package dev.keyturn.edge.operation.ssm;

import java.nio.charset.StandardCharsets;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.parameter.ParameterTier;

/** What a parameter's value may be. None of the refusals tells the value. */
final class ParameterValue {
    static final int STANDARD_BYTES = 4 * 1024;
    private static final int ADVANCED_BYTES = 8 * 1024;

    private ParameterValue() {}

    static int bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    /** @throws AwsFailure when it is no value in any tier */
    static void require(String value) {
        if (value.isEmpty()) {
            throw ParameterNames.invalid("1 validation error detected: Value at 'value' failed to satisfy constraint:"
                    + " Member must have length greater than or equal to 1");
        }
        if (bytes(value) > ADVANCED_BYTES) {
            throw tooLong(ParameterTier.ADVANCED);
        }
        int open = value.indexOf("{{");
        if (open >= 0 && value.indexOf("}}", open) >= 0) {
            throw ParameterNames.invalid(
                    "Parameter value: can't nest another parameter. Do not use \"{{}}\" in the value.");
        }
    }

    /** @throws AwsFailure when it is too long for the tier */
    static void requireFits(String value, ParameterTier tier) {
        if (tier == ParameterTier.STANDARD && bytes(value) > STANDARD_BYTES) {
            throw tooLong(tier);
        }
    }

    private static AwsFailure tooLong(ParameterTier tier) {
        return ParameterNames.invalid(
                switch (tier) {
                    case STANDARD ->
                        "Standard tier parameters support a maximum parameter value of " + STANDARD_BYTES
                                + " characters. To create a larger parameter value, upgrade the parameter to use the"
                                + " advanced-parameter tier. For more information, see"
                                + " https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";
                    case ADVANCED ->
                        "Advanced tier parameters support a maximum parameter value of " + ADVANCED_BYTES
                                + " characters.";
                });
    }
}
