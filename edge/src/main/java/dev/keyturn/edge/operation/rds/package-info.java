/** The operations of Amazon RDS that are about registered databases and their master passwords. */
@NullMarked
package dev.keyturn.edge.operation.rds;

import org.jspecify.annotations.NullMarked;
