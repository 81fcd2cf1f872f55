/** Secrets, their versions and staging labels. */
@NullMarked
package dev.keyturn.state.secret;

import org.jspecify.annotations.NullMarked;
