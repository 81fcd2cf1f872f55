@NullMarked
package dev.keyturn.testbed;

import org.jspecify.annotations.NullMarked;
