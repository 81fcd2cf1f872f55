/** Who calls, and whether they may: authentication, authorisation, and the proof of it that operations need. */
@NullMarked
package dev.keyturn.edge.gate;

import org.jspecify.annotations.NullMarked;
