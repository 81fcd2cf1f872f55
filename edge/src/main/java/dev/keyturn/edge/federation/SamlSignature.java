package dev.keyturn.edge.federation;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;

/**
 * Verifies an enveloped XML signature over the element that it is a child of, with SAML's restrictions on what such a
 * signature may look like.
 *
 * <p>INVARIANT: a signature that verifies covers exactly its parent: one reference, to the parent's identifier, which
 * the caller has made sure is the only one of its spelling in the document; no transform that selects anything; and a
 * key of the registered metadata. What the signature says of its key is not looked at.
 *
 * @see <a href="https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf">SAML 2.0 core, section 5.4</a>
 */
final class SamlSignature {
    /** Nothing below SHA-256, and no HMAC: with that, a published certificate would be the secret. */
    private static final Set<String> SIGNATURES = Set.of(
            SignatureMethod.RSA_SHA256,
            SignatureMethod.RSA_SHA384,
            SignatureMethod.RSA_SHA512,
            SignatureMethod.SHA256_RSA_MGF1,
            SignatureMethod.SHA384_RSA_MGF1,
            SignatureMethod.SHA512_RSA_MGF1,
            SignatureMethod.ECDSA_SHA256,
            SignatureMethod.ECDSA_SHA384,
            SignatureMethod.ECDSA_SHA512);

    private static final Set<String> DIGESTS = Set.of(DigestMethod.SHA256, DigestMethod.SHA384, DigestMethod.SHA512);

    private static final Set<String> CANONICALIZATIONS =
            Set.of(CanonicalizationMethod.EXCLUSIVE, CanonicalizationMethod.INCLUSIVE);

    private static final int MIN_RSA_BITS = 2048;

    private SamlSignature() {}

    /** Whether one of the certificates' keys has signed {@code signed} with {@code signature}, its child. */
    static boolean verifies(Element signature, Element signed, List<X509Certificate> certificates) {
        return certificates.stream()
                .map(X509Certificate::getPublicKey)
                .anyMatch(key -> verifies(signature, signed, key));
    }

    private static boolean verifies(Element signature, Element signed, PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            return false;
        }
        DOMValidateContext context = new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
        signed.setIdAttributeNS(null, "ID", true); // no schema says so, and none is read
        try {
            XMLSignature parsed = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            return covers(parsed, signed)
                    && fits(parsed.getSignedInfo().getSignatureMethod(), key)
                    && parsed.validate(context);
        } catch (MarshalException | XMLSignatureException e) {
            return false;
        }
    }

    private static boolean covers(XMLSignature signature, Element signed) {
        List<Reference> references = signature.getSignedInfo().getReferences();
        if (references.size() != 1
                || !signature.getObjects().isEmpty()
                || !CANONICALIZATIONS.contains(
                        signature.getSignedInfo().getCanonicalizationMethod().getAlgorithm())) {
            return false;
        }
        Reference reference = references.getFirst();
        String id = signed.getAttributeNS(null, "ID");
        List<String> transforms =
                reference.getTransforms().stream().map(Transform::getAlgorithm).toList();
        return !id.isEmpty()
                && ("#" + id).equals(reference.getURI())
                && signed == signed.getOwnerDocument().getElementById(id)
                && DIGESTS.contains(reference.getDigestMethod().getAlgorithm())
                && transforms.size() <= 2
                && transforms.stream().filter(Transform.ENVELOPED::equals).count() == 1
                && transforms.stream()
                        .allMatch(name -> name.equals(Transform.ENVELOPED) || CANONICALIZATIONS.contains(name));
    }

    /** The key decides what algorithms it may be used with. */
    private static boolean fits(SignatureMethod method, PublicKey key) {
        String algorithm = method.getAlgorithm();
        return SIGNATURES.contains(algorithm)
                && switch (key) {
                    case RSAPublicKey _ -> algorithm.contains("rsa");
                    case ECPublicKey _ -> algorithm.contains("ecdsa");
                    default -> false; // keys of other kinds sign no assertions here
                };
    }
}
