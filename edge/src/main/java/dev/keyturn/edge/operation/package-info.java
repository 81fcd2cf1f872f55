/** What an operation is; one class each in the packages below, named as AWS names it. */
@NullMarked
package dev.keyturn.edge.operation;

import org.jspecify.annotations.NullMarked;
