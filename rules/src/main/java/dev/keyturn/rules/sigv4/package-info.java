/** AWS Signature Version 4, the verifier's side. */
@NullMarked
package dev.keyturn.rules.sigv4;

import org.jspecify.annotations.NullMarked;
