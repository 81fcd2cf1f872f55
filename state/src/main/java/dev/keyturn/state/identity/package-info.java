/** Accounts, users, access keys and policies, and the snapshot of them that decisions read. */
@NullMarked
package dev.keyturn.state.identity;

import org.jspecify.annotations.NullMarked;
