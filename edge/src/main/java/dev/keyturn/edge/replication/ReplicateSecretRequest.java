package dev.keyturn.edge.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Asks the server of another region to keep a copy of a secret's state: the shape of an SDK's request, so that it goes
 * the way of all requests.
 */
public final class ReplicateSecretRequest extends AwsRequest {
    private static final List<SdkField<?>> FIELDS = List.of(
            PeerField.text(
                    "SecretId", ReplicateSecretRequest.class, r -> r.secretId, Builder.class, (b, v) -> b.secretId = v),
            PeerField.number(
                    "Generation",
                    ReplicateSecretRequest.class,
                    r -> r.generation,
                    Builder.class,
                    (b, v) -> b.generation = v),
            PeerField.flag("First", ReplicateSecretRequest.class, r -> r.first, Builder.class, (b, v) -> b.first = v),
            PeerField.flag(
                    "Overwrite",
                    ReplicateSecretRequest.class,
                    r -> r.overwrite,
                    Builder.class,
                    (b, v) -> b.overwrite = v),
            PeerField.text("State", ReplicateSecretRequest.class, r -> r.state, Builder.class, (b, v) -> b.state = v));

    private final @Nullable String secretId;
    private final @Nullable Long generation;
    private final @Nullable Boolean first;
    private final @Nullable Boolean overwrite;
    private final @Nullable String state;

    private ReplicateSecretRequest(Builder builder) {
        super(builder);
        secretId = builder.secretId;
        generation = builder.generation;
        first = builder.first;
        overwrite = builder.overwrite;
        state = builder.state;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The primary's ARN. */
    public @Nullable String secretId() {
        return secretId;
    }

    /** The state's number. */
    public @Nullable Long generation() {
        return generation;
    }

    /** Whether the region had no replica of it so far. */
    public boolean first() {
        return Boolean.TRUE.equals(first);
    }

    /** Whether another secret of the name may be replaced. */
    public boolean overwrite() {
        return Boolean.TRUE.equals(overwrite);
    }

    /** A {@link SecretMessage}. */
    public @Nullable String state() {
        return state;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    @Override
    public Builder toBuilder() {
        return builder()
                .secretId(secretId)
                .generation(generation)
                .first(first)
                .overwrite(overwrite)
                .state(state);
    }

    /** Without the state, which holds values. */
    @Override
    public String toString() {
        return "ReplicateSecretRequest[" + secretId + ", " + generation + "]";
    }

    public static final class Builder extends AwsRequest.BuilderImpl
            implements SdkPojo, SdkBuilder<Builder, ReplicateSecretRequest> {
        private @Nullable String secretId;
        private @Nullable Long generation;
        private @Nullable Boolean first;
        private @Nullable Boolean overwrite;
        private @Nullable String state;

        private Builder() {}

        public Builder secretId(@Nullable String value) {
            secretId = value;
            return this;
        }

        public Builder generation(@Nullable Long value) {
            generation = value;
            return this;
        }

        public Builder first(@Nullable Boolean value) {
            first = value;
            return this;
        }

        public Builder overwrite(@Nullable Boolean value) {
            overwrite = value;
            return this;
        }

        public Builder state(@Nullable String value) {
            state = value;
            return this;
        }

        @Override
        public ReplicateSecretRequest build() {
            return new ReplicateSecretRequest(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }
    }
}
