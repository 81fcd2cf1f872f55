@NullMarked
package dev.keyturn.databases.rotation;

import org.jspecify.annotations.NullMarked;
