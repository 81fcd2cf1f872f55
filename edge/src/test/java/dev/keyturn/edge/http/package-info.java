@NullMarked
package dev.keyturn.edge.http;

import org.jspecify.annotations.NullMarked;
