@NullMarked
package dev.keyturn.databases.function;

import org.jspecify.annotations.NullMarked;
