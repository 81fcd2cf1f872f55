package dev.keyturn.state.parameter;

import java.time.Instant;
import java.util.Optional;

import dev.keyturn.state.seal.Sealed;

/**
 * One immutable version of a parameter.
 *
 * @param number 1 for the first
 * @param value bound to account, the parameter's ARN and the number
 * @param kmsKeyId of a {@link ParameterType#SECURE_STRING}, and of nothing else
 * @param modifiedBy the ARN of who made it
 */
public record ParameterVersion(
        long number,
        ParameterType type,
        Sealed value,
        Optional<String> kmsKeyId,
        Optional<String> description,
        Optional<String> allowedPattern,
        ParameterTier tier,
        String dataType,
        Instant modified,
        String modifiedBy) {}
