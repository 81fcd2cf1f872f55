package dev.keyturn.state.identity;

import java.util.Optional;

import dev.keyturn.rules.arn.Arn;

/** What policies can be attached to. */
public sealed interface PolicyHolder extends Entity permits User, Group, Role {
    /** The policy that is its permissions boundary. */
    Optional<Arn> boundary();
}
