/** Roles, service-linked roles and instance profiles. */
@NullMarked
package dev.keyturn.edge.operation.iam.role;

import org.jspecify.annotations.NullMarked;
