/** How people sign in: the endpoints below {@code /signin}, and the page that uses them. */
@NullMarked
package dev.keyturn.edge.signin;

import org.jspecify.annotations.NullMarked;
