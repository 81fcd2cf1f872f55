/** The journal of rotations, and the database logins that are registered for them. */
@NullMarked
package dev.keyturn.state.rotation;

import org.jspecify.annotations.NullMarked;
