package dev.keyturn.edge.federation;

/**
 * The names of SAML 2.0.
 *
 * @see <a href="https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf">SAML 2.0 core</a>
 */
final class Saml {
    static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

    /** What NameID formats begin with that AWS shortens: {@code persistent}, {@code transient}. */
    static final String NAME_ID_FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format:";

    private Saml() {}
}
