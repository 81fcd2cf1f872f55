package dev.keyturn.databases.rotation;

import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/**
 * A login that a version of a secret holds.
 *
 * @param target at the registered place, whatever the version says; its user is the version's
 */
record KnownLogin(RotationTarget target, SecretBytes password) {}
