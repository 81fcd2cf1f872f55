/** Making passwords, and what a database stores of one. */
@NullMarked
package dev.keyturn.rules.password;

import org.jspecify.annotations.NullMarked;
