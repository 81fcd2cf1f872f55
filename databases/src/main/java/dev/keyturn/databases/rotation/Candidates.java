package dev.keyturn.databases.rotation;

import java.util.Optional;

import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.rules.password.ScramVerifier;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;

/**
 * Every password that the login may have at this moment of its rotation, and where the login is.
 *
 * @param target the registered login: what is connected to, whatever the secret says
 * @param verifier of {@code pending}; the same for every executor of this rotation
 * @param current empty if the current version describes another login than the registered one
 * @param drift why {@code current} is empty
 * @param previous empty if there is none, or it describes another login
 */
record Candidates(
        RotationTarget target,
        SessionTag tag,
        SecretBytes pending,
        ScramVerifier verifier,
        Optional<SecretBytes> current,
        Optional<String> drift,
        Optional<SecretBytes> previous) {}
