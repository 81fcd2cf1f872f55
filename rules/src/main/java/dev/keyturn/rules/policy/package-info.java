@NullMarked
package dev.keyturn.rules.policy;

import org.jspecify.annotations.NullMarked;
