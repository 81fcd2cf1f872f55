/**
 * Proof of identity from elsewhere: OpenID Connect tokens and SAML assertions, verified against the providers that an
 * account has registered. docs/design/federation.md says what is checked and why.
 */
@NullMarked
package dev.keyturn.edge.federation;

import org.jspecify.annotations.NullMarked;
