@NullMarked
package dev.keyturn.databases.target;

import org.jspecify.annotations.NullMarked;
