package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;

import dev.keyturn.rules.arn.Arn;

/** Something in IAM that has a name: unique in its account and {@link EntityKind} without regard to case. */
public interface Entity {
    String account();

    /** Unique for ever, with a prefix that says of what: {@code AIDA…}. */
    String id();

    /** As it was given. */
    String name();

    /** Begins and ends with a slash. */
    String path();

    Instant created();

    Map<String, String> tags();

    EntityKind kind();

    default Arn arn() {
        return kind().arn(account(), path(), name());
    }
}
