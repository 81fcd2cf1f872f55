/** The operations on identity providers, OpenID Connect and SAML. */
@NullMarked
package dev.keyturn.edge.operation.iam.provider;

import org.jspecify.annotations.NullMarked;
