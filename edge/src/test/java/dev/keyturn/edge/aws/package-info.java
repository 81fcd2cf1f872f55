@NullMarked
package dev.keyturn.edge.aws;

import org.jspecify.annotations.NullMarked;
