package dev.keyturn.state.identity;

import java.util.List;
import java.util.Optional;

import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.state.seal.Sealed;

/**
 * Who exists and what they may do, in memory: an immutable snapshot, replaced when a commit touched it, so that a
 * decision reads nothing from the store. A change is seen by every request that begins after it was answered.
 */
public interface Authority {

    /** The holder of an access key, active or not. */
    Optional<KeyHolder> holder(String accessKeyId);

    /** The policies that bind the principal, compiled; none for root. */
    List<NamedPolicy> policiesOf(Principal principal);

    /** An access key with whom it belongs to. */
    record KeyHolder(String accessKeyId, Principal principal, boolean active, Sealed secret) {}
}
