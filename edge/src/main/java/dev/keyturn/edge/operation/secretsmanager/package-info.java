/** The operations of AWS Secrets Manager. */
@NullMarked
package dev.keyturn.edge.operation.secretsmanager;

import org.jspecify.annotations.NullMarked;
