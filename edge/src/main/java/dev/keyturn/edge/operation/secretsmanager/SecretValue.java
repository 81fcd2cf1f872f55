package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.state.seal.SecretBytes;

/**
 * A value as a request brings it.
 *
 * @param binary whether it came as SecretBinary; it is answered the same way
 */
record SecretValue(SecretBytes bytes, boolean binary) {
    static final int MAX_BYTES = 65_536;

    /**
     * Empty when the request brings none.
     *
     * @throws AwsFailure when it brings two, or one that is too long
     */
    static Optional<SecretValue> of(@Nullable String string, @Nullable SdkBytes binary) {
        boolean hasString = string != null && !string.isEmpty();
        boolean hasBinary = binary != null && binary.asByteBuffer().hasRemaining();
        if (hasString && hasBinary) {
            throw AwsFailure.of(
                    "InvalidParameterException",
                    "You can't specify both a binary secret value and a string secret value in the same secret.");
        }
        if (string != null && hasString) {
            return Optional.of(new SecretValue(SecretBytes.ofUtf8(string), false).bounded("secretString"));
        }
        if (binary != null && hasBinary) {
            return Optional.of(new SecretValue(SecretBytes.of(binary.asByteArray()), true).bounded("secretBinary"));
        }
        return Optional.empty();
    }

    /** The model bounds characters; what is stored, and what AWS bounds, is bytes. */
    private SecretValue bounded(String member) {
        if (bytes.length() > MAX_BYTES) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    "1 validation error detected: Value at '" + member
                            + "' failed to satisfy constraint: Member must have length less than or equal to "
                            + MAX_BYTES);
        }
        return this;
    }
}
