@NullMarked
package dev.keyturn.rules.password;

import org.jspecify.annotations.NullMarked;
