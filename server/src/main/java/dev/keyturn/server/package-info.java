@NullMarked
package dev.keyturn.server;

import org.jspecify.annotations.NullMarked;
