/** The AWS wire: API facts, codecs over the SDK's model types, constraints, routing. Knows no operation by name. */
@NullMarked
package dev.keyturn.edge.aws;

import org.jspecify.annotations.NullMarked;
