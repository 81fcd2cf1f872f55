/** How people sign in: passwords and their hashing, second factors, and what happens after failures. */
@NullMarked
package dev.keyturn.state.signin;

import org.jspecify.annotations.NullMarked;
