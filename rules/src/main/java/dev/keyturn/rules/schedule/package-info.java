@NullMarked
package dev.keyturn.rules.schedule;

import org.jspecify.annotations.NullMarked;
