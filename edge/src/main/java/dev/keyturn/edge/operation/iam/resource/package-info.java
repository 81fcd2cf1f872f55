/** What the requests of IAM are about, and how it is named, listed, tagged and answered. */
@NullMarked
package dev.keyturn.edge.operation.iam.resource;

import org.jspecify.annotations.NullMarked;
