package dev.keyturn.edge.operation;

import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Which call of which AWS API an operation answers.
 *
 * @param service the signing name: {@code secretsmanager}
 * @param name {@code GetSecretValue}
 * @param builder makes an empty request for the codec to fill
 */
public record Api<Q extends SdkPojo>(
        String service, String name, Class<Q> requestType, Supplier<? extends SdkBuilder<?, Q>> builder) {

    /** The IAM action of the same name, {@code secretsmanager:GetSecretValue}. */
    public String action() {
        return service + ":" + name;
    }
}
