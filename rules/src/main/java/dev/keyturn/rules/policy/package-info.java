/** The policy language and its evaluator, as docs/design/policy.md has them. */
@NullMarked
package dev.keyturn.rules.policy;

import org.jspecify.annotations.NullMarked;
