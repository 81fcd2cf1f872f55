package dev.keyturn.state.identity;

/** What policies can be attached to. */
public sealed interface PolicyHolder extends Entity permits User, Group, Role {}
