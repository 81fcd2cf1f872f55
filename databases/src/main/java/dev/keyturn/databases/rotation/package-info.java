/** Changing the passwords of database logins while they are in use; {@code docs/design/rotation.md} is its contract. */
@NullMarked
package dev.keyturn.databases.rotation;

import org.jspecify.annotations.NullMarked;
