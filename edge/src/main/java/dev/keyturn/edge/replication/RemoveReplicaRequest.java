package dev.keyturn.edge.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Asks the server of another region to remove its replica of a secret. */
public final class RemoveReplicaRequest extends AwsRequest {
    private static final List<SdkField<?>> FIELDS = List.of(
            PeerField.text(
                    "SecretId", RemoveReplicaRequest.class, r -> r.secretId, Builder.class, (b, v) -> b.secretId = v),
            PeerField.number(
                    "Generation",
                    RemoveReplicaRequest.class,
                    r -> r.generation,
                    Builder.class,
                    (b, v) -> b.generation = v));

    private final @Nullable String secretId;
    private final @Nullable Long generation;

    private RemoveReplicaRequest(Builder builder) {
        super(builder);
        secretId = builder.secretId;
        generation = builder.generation;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The primary's ARN. */
    public @Nullable String secretId() {
        return secretId;
    }

    /** The removal's number: a replica that took over a later state has been asked for again, and stays. */
    public @Nullable Long generation() {
        return generation;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    @Override
    public Builder toBuilder() {
        return builder().secretId(secretId).generation(generation);
    }

    public static final class Builder extends AwsRequest.BuilderImpl
            implements SdkPojo, SdkBuilder<Builder, RemoveReplicaRequest> {
        private @Nullable String secretId;
        private @Nullable Long generation;

        private Builder() {}

        public Builder generation(@Nullable Long value) {
            generation = value;
            return this;
        }

        public Builder secretId(@Nullable String value) {
            secretId = value;
            return this;
        }

        @Override
        public RemoveReplicaRequest build() {
            return new RemoveReplicaRequest(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }
    }
}
