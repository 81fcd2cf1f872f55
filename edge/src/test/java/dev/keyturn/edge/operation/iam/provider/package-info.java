@NullMarked
package dev.keyturn.edge.operation.iam.provider;

import org.jspecify.annotations.NullMarked;
