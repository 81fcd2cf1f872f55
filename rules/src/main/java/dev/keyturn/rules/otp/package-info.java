/** One-time passwords that a device and we compute alike. */
@NullMarked
package dev.keyturn.rules.otp;

import org.jspecify.annotations.NullMarked;
