package dev.keyturn.edge.replication;

import java.util.List;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** What the server of another region says to what it was told of a secret. */
public final class ReplicaResponse extends AwsResponse {
    static final String MISSING = "MissingVersionIds";
    private static final List<SdkField<?>> FIELDS = List.of(PeerField.texts(
            MISSING,
            ReplicaResponse.class,
            r -> r.missingVersionIds,
            Builder.class,
            (b, v) -> b.missingVersionIds = v));

    private final List<String> missingVersionIds;

    private ReplicaResponse(Builder builder) {
        super(builder);
        missingVersionIds = builder.missingVersionIds;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Versions whose values were not sent along and are not there: to be sent the same state again with them. */
    public List<String> missingVersionIds() {
        return missingVersionIds;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    @Override
    public Builder toBuilder() {
        return builder().missingVersionIds(missingVersionIds);
    }

    public static final class Builder extends AwsResponse.BuilderImpl
            implements SdkPojo, SdkBuilder<Builder, ReplicaResponse> {
        private List<String> missingVersionIds = List.of();

        private Builder() {}

        public Builder missingVersionIds(List<String> value) {
            missingVersionIds = List.copyOf(value);
            return this;
        }

        @Override
        public ReplicaResponse build() {
            return new ReplicaResponse(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }
    }
}
