package dev.keyturn.edge.federation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A SAML identity provider: signs, with the JDK, whatever a test makes of its responses. */
public final class SamlIdp {
    public static final String RECIPIENT = "https://keyturn.example/saml";
    public static final String AUDIENCE = "urn:keyturn:example";

    static final String RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    static final String SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1";

    private static final String PASSWORD = "changeit"; // guards nothing

    private final String entityId;
    private final PrivateKey key;
    private final X509Certificate certificate;

    private SamlIdp(String entityId, PrivateKey key, X509Certificate certificate) {
        this.entityId = entityId;
        this.key = key;
        this.certificate = certificate;
    }

    /** @param folder where its key is made; shared is fine */
    public static SamlIdp rsa(Path folder, String entityId) {
        return make(folder, entityId, "RSA", "-keysize", "2048", "-sigalg", "SHA256withRSA");
    }

    public static SamlIdp ec(Path folder, String entityId) {
        return make(folder, entityId, "EC", "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA");
    }

    /** The JDK's own keytool, since the JDK makes no certificates through its API. */
    private static SamlIdp make(Path folder, String entityId, String algorithm, String... more) {
        try {
            Path file = Files.createTempFile(folder, "idp", ".p12");
            Files.delete(file);
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "idp",
                    "-dname",
                    "CN=idp",
                    "-validity",
                    "365",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD,
                    "-keyalg",
                    algorithm));
            command.addAll(List.of(more));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream stored = Files.newInputStream(file)) {
                store.load(stored, PASSWORD.toCharArray());
            }
            return new SamlIdp(entityId, (PrivateKey) store.getKey("idp", PASSWORD.toCharArray()), (X509Certificate)
                    store.getCertificate("idp"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("making a key", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String metadata() {
        return metadata("");
    }

    /** @param attributes more of the root element */
    String metadata(String attributes) {
        try {
            return """
                    <?xml version="1.0"?>
                    <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s"%s>
                      <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                        <md:KeyDescriptor use="signing">
                          <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
                            <ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data>
                          </ds:KeyInfo>
                        </md:KeyDescriptor>
                        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
                            Location="https://idp.example/sso"/>
                      </md:IDPSSODescriptor>
                    </md:EntityDescriptor>
                    """.formatted(
                            entityId, attributes, Base64.getMimeEncoder().encodeToString(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A response, unsigned, that is right in everything but that. */
    public String xml(Instant now, String roleAndProvider) {
        return """
                <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" IssueInstant="%1$s" \
                Destination="%5$s"><saml:Issuer>%3$s</saml:Issuer>\
                <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
                <saml:Assertion ID="_assertion" Version="2.0" IssueInstant="%1$s"><saml:Issuer>%3$s</saml:Issuer>\
                <saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">bob</saml:NameID>\
                <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
                <saml:SubjectConfirmationData NotOnOrAfter="%2$s" Recipient="%5$s"/></saml:SubjectConfirmation>\
                </saml:Subject>\
                <saml:Conditions NotBefore="%1$s" NotOnOrAfter="%2$s"><saml:AudienceRestriction>\
                <saml:Audience>%6$s</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
                <saml:AuthnStatement AuthnInstant="%1$s"/>\
                <saml:AttributeStatement>\
                <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role">\
                <saml:AttributeValue>%4$s</saml:AttributeValue></saml:Attribute>\
                <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName">\
                <saml:AttributeValue>bob@example.com</saml:AttributeValue></saml:Attribute>\
                </saml:AttributeStatement></saml:Assertion></samlp:Response>""".formatted(now, now.plusSeconds(300), entityId, roleAndProvider, RECIPIENT, AUDIENCE);
    }

    /** Signed as most identity providers do: the assertion. */
    public String response(Instant now, String roleAndProvider, UnaryOperator<String> edit) {
        return response(now, roleAndProvider, "_assertion", edit);
    }

    /** @param id of the assertion */
    public String response(Instant now, String roleAndProvider, String id, UnaryOperator<String> edit) {
        return encode(signed(edit.apply(xml(now, roleAndProvider).replace("\"_assertion\"", "\"" + id + "\"")), id));
    }

    static String encode(String xml) {
        return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
    }

    String signed(String xml, String id) {
        boolean rsa = key.getAlgorithm().equals("RSA");
        return signed(
                xml, id, rsa ? SignatureMethod.RSA_SHA256 : SignatureMethod.ECDSA_SHA256, DigestMethod.SHA256, _ -> {});
    }

    /** @param afterwards done to the document when it is signed, which is when an attacker comes */
    String signed(String xml, String id, String method, String digest, Consumer<Document> afterwards) {
        try {
            Document document = parse(xml);
            Element target = byId(document, id);
            XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
            var reference = factory.newReference(
                    "#" + id,
                    factory.newDigestMethod(digest, null),
                    List.of(
                            factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                            factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null)),
                    null,
                    null);
            var info = factory.newSignedInfo(
                    factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                    factory.newSignatureMethod(method, null),
                    List.of(reference));
            DOMSignContext context =
                    new DOMSignContext(key, target, target.getFirstChild().getNextSibling());
            context.setDefaultNamespacePrefix("ds");
            context.setIdAttributeNS(target, null, "ID");
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.FALSE); // faults need SHA-1
            factory.newXMLSignature(info, keyInfo(factory)).sign(context);
            afterwards.accept(document);
            return print(document);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            throw new IllegalStateException("signing a response", e);
        }
    }

    /** Sent along as providers do, for nobody to look at. */
    private KeyInfo keyInfo(XMLSignatureFactory factory) {
        var infos = factory.getKeyInfoFactory();
        return infos.newKeyInfo(List.of(infos.newX509Data(List.of(certificate))));
    }

    static Document parse(String xml) {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    static Element byId(Document document, String id) {
        var all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element element
                    && element.getAttribute("ID").equals(id)) {
                return element;
            }
        }
        throw new IllegalStateException("no element " + id);
    }

    static String print(Document document) {
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
