@NullMarked
package dev.keyturn.bench;

import org.jspecify.annotations.NullMarked;
