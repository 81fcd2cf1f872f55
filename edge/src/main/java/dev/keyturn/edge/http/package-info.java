/** The HTTP server: limits, framing, deadlines, one virtual thread per request. Knows nothing of AWS. */
@NullMarked
package dev.keyturn.edge.http;

import org.jspecify.annotations.NullMarked;
