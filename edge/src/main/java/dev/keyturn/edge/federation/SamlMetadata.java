package dev.keyturn.edge.federation;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.xml.crypto.dsig.XMLSignature;
import org.w3c.dom.Element;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * What is used of a SAML identity provider's metadata document: its name and the certificates it signs with.
 *
 * <p>The certificates are containers of keys: whoever may register a provider says that they are right, so neither
 * their issuers nor their dates are checked, as AWS does not.
 *
 * @param entityId what its assertions must name as their issuer
 * @param validUntil when the document itself says that it is not to be used any longer
 * @see <a href="https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf">SAML 2.0 metadata</a>
 */
public record SamlMetadata(String entityId, List<X509Certificate> signing, Optional<Instant> validUntil) {
    /** AWS takes more, of federations with hundreds of members; here a provider is one. */
    private static final int MAX_LENGTH = 512 * 1024;

    public SamlMetadata {
        signing = List.copyOf(signing);
    }

    /** @throws AwsFailure InvalidInput, as CreateSAMLProvider answers */
    public static SamlMetadata parse(String document) {
        try {
            if (document.length() > MAX_LENGTH) {
                throw new StrictXml.Refused("too long");
            }
            return read(
                    StrictXml.parse(document.getBytes(StandardCharsets.UTF_8)).getDocumentElement());
        } catch (StrictXml.Refused | CertificateException | IllegalArgumentException | DateTimeParseException e) {
            throw AwsFailure.of("InvalidInputException", "Could not parse metadata");
        }
    }

    private static SamlMetadata read(Element root) throws StrictXml.Refused, CertificateException {
        if (!StrictXml.is(root, Saml.METADATA, "EntityDescriptor")) {
            throw new StrictXml.Refused("no EntityDescriptor");
        }
        String entityId = StrictXml.attribute(root, "entityID")
                .filter(id -> !id.isBlank())
                .orElseThrow(() -> new StrictXml.Refused("no entityID"));
        List<X509Certificate> signing = new ArrayList<>();
        for (Element role : StrictXml.children(root, Saml.METADATA, "IDPSSODescriptor")) {
            for (Element key : StrictXml.children(role, Saml.METADATA, "KeyDescriptor")) {
                if (StrictXml.attribute(key, "use").orElse("signing").equals("signing")) {
                    signing.addAll(certificates(key));
                }
            }
        }
        if (signing.isEmpty()) {
            throw new StrictXml.Refused("no signing certificate of an identity provider");
        }
        return new SamlMetadata(
                entityId, signing, StrictXml.attribute(root, "validUntil").map(Instant::parse));
    }

    private static List<X509Certificate> certificates(Element key) throws StrictXml.Refused, CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (Element info : StrictXml.children(key, XMLSignature.XMLNS, "KeyInfo")) {
            for (Element data : StrictXml.children(info, XMLSignature.XMLNS, "X509Data")) {
                for (Element certificate : StrictXml.children(data, XMLSignature.XMLNS, "X509Certificate")) {
                    byte[] der = Base64.getMimeDecoder().decode(StrictXml.text(certificate));
                    found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
        }
        return found;
    }
}
