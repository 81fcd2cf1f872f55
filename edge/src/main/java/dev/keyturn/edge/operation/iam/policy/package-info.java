/** Managed and inline policies, and what they are attached to. */
@NullMarked
package dev.keyturn.edge.operation.iam.policy;

import org.jspecify.annotations.NullMarked;
