/** Parameters, their versions, labels and policies. */
@NullMarked
package dev.keyturn.state.parameter;

import org.jspecify.annotations.NullMarked;
