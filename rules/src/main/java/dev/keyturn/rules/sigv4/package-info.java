@NullMarked
package dev.keyturn.rules.sigv4;

import org.jspecify.annotations.NullMarked;
