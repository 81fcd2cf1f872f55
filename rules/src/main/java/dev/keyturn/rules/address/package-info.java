/** Which network addresses the server may connect to on somebody's word. */
@NullMarked
package dev.keyturn.rules.address;

import org.jspecify.annotations.NullMarked;
