/** Amazon Resource Names. */
@NullMarked
package dev.keyturn.rules.arn;

import org.jspecify.annotations.NullMarked;
