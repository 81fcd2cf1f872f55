/** Registered databases and their master passwords, as RDS has them. */
@NullMarked
package dev.keyturn.state.instance;

import org.jspecify.annotations.NullMarked;
