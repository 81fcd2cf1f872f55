package dev.keyturn.databases.rotation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.keyturn.databases.target.NewPassword;
import dev.keyturn.databases.target.SessionTag;
import dev.keyturn.state.rotation.RotationTarget;

/**
 * Every login that the secret may give at this moment of its rotation.
 *
 * @param target what is registered
 * @param pending what is to work in the end
 * @param password that of {@code pending}; the same for every executor of this rotation
 * @param current empty if the current version describes another login than the registered one
 * @param drift why {@code current} is empty
 * @param previous empty if there is none, or it describes another login
 * @param administrators the login that may change this one, with each password that it may have
 */
record Candidates(
        RotationTarget target,
        SessionTag tag,
        KnownLogin pending,
        NewPassword password,
        Optional<KnownLogin> current,
        Optional<String> drift,
        Optional<KnownLogin> previous,
        List<KnownLogin> administrators) {

    /** What may log in now, where pending does not. */
    List<KnownLogin> working() {
        return Stream.of(current, previous).flatMap(Optional::stream).toList();
    }

    /** Of the login that is to get the pending password. */
    String username() {
        return pending.target().username();
    }
}
