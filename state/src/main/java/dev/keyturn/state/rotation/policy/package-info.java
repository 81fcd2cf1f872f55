/** Rotation policies across accounts: what they say, which secrets are under them, and the gate between environments. */
@NullMarked
package dev.keyturn.state.rotation.policy;

import org.jspecify.annotations.NullMarked;
