package dev.keyturn.edge.operation.secretsmanager;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;

/** A secret's metadata being changed; LastChangedDate becomes the time of the edit. */
final class SecretEdit {
    private final Secret before;
    private final Instant now;
    private Optional<String> description;
    private Optional<String> kmsKeyId;
    private Optional<Instant> deletedAt;
    private Optional<Instant> deletionDate;
    private Optional<RotationSettings> rotation;
    private Map<String, String> tags;

    private SecretEdit(Secret before, Instant now) {
        this.before = before;
        this.now = now;
        this.description = before.description();
        this.kmsKeyId = before.kmsKeyId();
        this.deletedAt = before.deletedAt();
        this.deletionDate = before.deletionDate();
        this.rotation = before.rotation();
        this.tags = before.tags();
    }

    static SecretEdit of(Secret before, Instant now) {
        return new SecretEdit(before, now);
    }

    SecretEdit description(String to) {
        description = text(to);
        return this;
    }

    SecretEdit kmsKeyId(String to) {
        kmsKeyId = text(to);
        return this;
    }

    SecretEdit deletion(Instant asked, Instant due) {
        deletedAt = Optional.of(asked);
        deletionDate = Optional.of(due);
        return this;
    }

    SecretEdit noDeletion() {
        deletedAt = Optional.empty();
        deletionDate = Optional.empty();
        return this;
    }

    SecretEdit rotation(RotationSettings to) {
        rotation = Optional.of(to);
        return this;
    }

    SecretEdit tags(Map<String, String> to) {
        tags = to;
        return this;
    }

    Secret done() {
        return new Secret(
                before.account(),
                before.arn(),
                before.name(),
                description,
                kmsKeyId,
                before.created(),
                now,
                before.lastAccessed(),
                deletedAt,
                deletionDate,
                rotation,
                tags);
    }

    /** An empty text clears the field. */
    private static Optional<String> text(String to) {
        return Optional.of(to).filter(value -> !value.isEmpty());
    }
}
