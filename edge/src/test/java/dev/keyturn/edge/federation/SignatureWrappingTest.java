package dev.keyturn.edge.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.XMLSignature;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * The eight ways of "On Breaking SAML" to keep a signature valid and have something else read: the signed original is
 * moved to where only the signature finds it, and a forged copy takes its place.
 *
 * @see <a href="https://www.usenix.org/system/files/conference/usenixsecurity12/sec12-final91.pdf">Somorovsky et al.,
 *     On Breaking SAML</a>
 */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class SignatureWrappingTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    static Path folder;

    private static SamlIdp idp;

    @BeforeAll
    static void keys() {
        idp = SamlIdp.rsa(folder, "https://idp.example/metadata");
    }

    /** What is attacked here is believed when nobody attacks. */
    @Test
    void unwrappedIsBelieved() {
        assertThat(verify(attacked("_assertion", _ -> {})).subject()).isEqualTo("bob");
        assertThat(verify(attacked("_response", _ -> {})).subject()).isEqualTo("bob");
    }

    @Test
    void xsw1TheOriginalResponseInsideTheSignatureOfAForgedOne() {
        assertRefused("_response", document -> {
            Element original = document.getDocumentElement();
            Element forged = forgedCopy(original, "_forged");
            Element signature = moveSignature(original, forged);
            document.replaceChild(forged, original);
            signature.appendChild(original);
        });
    }

    @Test
    void xsw2TheOriginalResponseBesideTheSignatureInAForgedOne() {
        assertRefused("_response", document -> {
            Element original = document.getDocumentElement();
            Element forged = forgedCopy(original, "_forged");
            Element signature = moveSignature(original, forged);
            document.replaceChild(forged, original);
            forged.insertBefore(original, signature);
        });
    }

    @Test
    void xsw3AForgedAssertionBeforeTheOriginal() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            original.getParentNode().insertBefore(withoutSignature(forgedCopy(original, "_forged")), original);
        });
    }

    @Test
    void xsw4TheOriginalInsideAForgedAssertion() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            Element forged = withoutSignature(forgedCopy(original, "_forged"));
            original.getParentNode().replaceChild(forged, original);
            forged.appendChild(original);
        });
    }

    @Test
    void xsw5TheOriginalAtTheEndAndItsSignatureInAForgedAssertion() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            Element forged = withoutSignature(forgedCopy(original, "_forged"));
            Node response = original.getParentNode();
            response.replaceChild(forged, original);
            moveSignature(original, forged);
            response.appendChild(original);
        });
    }

    @Test
    void xsw6TheOriginalInsideItsSignatureInAForgedAssertion() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            Element forged = withoutSignature(forgedCopy(original, "_forged"));
            original.getParentNode().replaceChild(forged, original);
            moveSignature(original, forged).appendChild(original);
        });
    }

    @Test
    void xsw7AForgedAssertionInExtensions() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            Element extensions = document.createElementNS(Saml.PROTOCOL, "samlp:Extensions");
            extensions.appendChild(withoutSignature(forgedCopy(original, "_assertion")));
            original.getParentNode().insertBefore(extensions, original);
        });
    }

    @Test
    void xsw8TheOriginalInAnObjectOfItsSignatureInAForgedAssertion() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            Element forged = withoutSignature(forgedCopy(original, "_assertion"));
            original.getParentNode().replaceChild(forged, original);
            Element object = document.createElementNS(XMLSignature.XMLNS, "ds:Object");
            moveSignature(original, forged).appendChild(object);
            object.appendChild(original);
        });
    }

    /** Not an Assertion any more, so that there is only one, but still what the signature refers to. */
    @Test
    void theOriginalUnderAnotherNameIsNotWhatIsSigned() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            Element forged = forgedCopy(original, "_forged");
            original.getParentNode().insertBefore(forged, original);
            document.renameNode(original, "urn:x", "x:Assertion");
        });
    }

    @Test
    void anIdentifierTwiceIsRefusedWhereverItIs() {
        for (String spelling : List.of("ID", "Id", "id")) {
            assertRefused(
                    "_assertion",
                    document -> SamlIdp.byId(document, "_assertion")
                            .getElementsByTagNameNS(XMLSignature.XMLNS, "Signature")
                            .item(0)
                            .getAttributes()
                            .setNamedItem(attribute(document, spelling, "_assertion")));
        }
    }

    @Test
    void aSignatureElsewhereIsRefused() {
        assertRefused("_assertion", document -> {
            Element original = SamlIdp.byId(document, "_assertion");
            original.getElementsByTagNameNS(Saml.ASSERTION, "Subject")
                    .item(0)
                    .appendChild(original.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature")
                            .item(0));
        });
    }

    private static Node attribute(Document document, String name, String value) {
        var attribute = document.createAttribute(name);
        attribute.setValue(value);
        return attribute;
    }

    private static Element forgedCopy(Element original, String id) {
        Element forged = (Element) original.cloneNode(true);
        forged.setAttribute("ID", id);
        forged.getElementsByTagNameNS(Saml.ASSERTION, "NameID").item(0).setTextContent("admin");
        return forged;
    }

    private static Element withoutSignature(Element element) {
        Element signature = signature(element);
        element.removeChild(signature);
        return element;
    }

    /** The original's signature takes the place of the copied one. */
    private static Element moveSignature(Element original, Element forged) {
        Element signature = signature(original);
        original.removeChild(signature);
        var copies = StrictXml.children(forged, XMLSignature.XMLNS, "Signature");
        copies.forEach(forged::removeChild);
        forged.insertBefore(signature, forged.getFirstChild().getNextSibling());
        return signature;
    }

    private static Element signature(Element parent) {
        return StrictXml.children(parent, XMLSignature.XMLNS, "Signature").getFirst();
    }

    private static String attacked(String signed, Consumer<Document> attack) {
        String xml = idp.xml(NOW, "arn:aws:iam::111122223333:role/dba,arn:aws:iam::111122223333:saml-provider/idp");
        return idp.signed(xml, signed, SignatureMethod.RSA_SHA256, DigestMethod.SHA256, attack);
    }

    private static SamlIdentity verify(String xml) {
        TrustedSamlProvider provider =
                new TrustedSamlProvider("111122223333", "idp", SamlMetadata.parse(idp.metadata()));
        return new SamlAssertions(Set.of(SamlIdp.RECIPIENT), Set.of(SamlIdp.AUDIENCE))
                .verify(SamlIdp.encode(xml), provider, NOW);
    }

    private static void assertRefused(String signed, Consumer<Document> attack) {
        String xml = attacked(signed, attack);
        assertThatThrownBy(() -> verify(xml))
                .isInstanceOfSatisfying(
                        AwsFailure.class,
                        refusal -> assertThat(refusal.getMessage())
                                .isIn("Your request included an invalid SAML response", "Response signature invalid"));
    }
}
