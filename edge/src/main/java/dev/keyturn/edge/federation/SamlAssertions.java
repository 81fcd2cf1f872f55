package dev.keyturn.edge.federation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.crypto.dsig.XMLSignature;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.federation.StrictXml.Refused;

/**
 * Verifies SAML 2.0 responses as AssumeRoleWithSAML gets them.
 *
 * <p>Against signature wrapping, the document may have one shape only: a Response with one Assertion in it, as its
 * child, no identifier twice, and signatures nowhere but as children of these two. What is then read is read from that
 * very Assertion element, which the verified signature covers: its own, or that of the whole Response.
 *
 * <p>Whether an assertion is presented twice is for the caller to know, who has a store; see {@link
 * SamlIdentity#assertionId}. Encrypted assertions are refused.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html">AssumeRoleWithSAML</a>
 * @see <a href="https://www.usenix.org/system/files/conference/usenixsecurity12/sec12-final91.pdf">On Breaking SAML:
 *     Be Whoever You Want to Be</a>
 */
public final class SamlAssertions {
    private static final int MAX_BYTES = 100_000;

    /** Between the provider's clock and ours. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** AWS: "within five minutes of issuance". */
    private static final Duration REDEEM_WITHIN = Duration.ofMinutes(5);

    private static final Set<String> CONDITIONS = Set.of("AudienceRestriction", "OneTimeUse", "ProxyRestriction");

    private final Set<String> recipients;
    private final Set<String> audiences;

    /**
     * @param recipients what an assertion may name as its recipient: where identity providers post to
     * @param audiences what an assertion may name as its audience: our names as a service provider
     */
    public SamlAssertions(Set<String> recipients, Set<String> audiences) {
        this.recipients = Set.copyOf(recipients);
        this.audiences = Set.copyOf(audiences);
    }

    /**
     * @param response base64, as the request has it
     * @throws AwsFailure InvalidIdentityToken, ExpiredTokenException
     */
    public SamlIdentity verify(String response, TrustedSamlProvider provider, Instant now) {
        try {
            Document document = StrictXml.parse(decode(response));
            Element assertion = theAssertion(document);
            SamlMetadata metadata = provider.metadata();
            checkIssuer(document.getDocumentElement(), assertion, metadata, now);
            checkSignatures(document, assertion, metadata);
            return identity(assertion, provider, now);
        } catch (Refused | DateTimeParseException e) {
            throw FederationFailure.invalidToken("Your request included an invalid SAML response");
        }
    }

    private static byte[] decode(String response) throws Refused {
        try {
            byte[] xml = Base64.getMimeDecoder().decode(response);
            if (xml.length > MAX_BYTES) {
                throw new Refused("too long");
            }
            return xml;
        } catch (IllegalArgumentException e) {
            throw FederationFailure.invalidToken("Invalid base64 SAMLResponse");
        }
    }

    private static Element theAssertion(Document document) throws Refused {
        Element root = document.getDocumentElement();
        List<Element> assertions = StrictXml.all(document, Saml.ASSERTION, "Assertion");
        if (!StrictXml.is(root, Saml.PROTOCOL, "Response")
                || assertions.size() != 1
                || assertions.getFirst().getParentNode() != root
                || !StrictXml.all(document, Saml.ASSERTION, "EncryptedAssertion")
                        .isEmpty()) {
            throw new Refused("not a Response with one Assertion");
        }
        Set<String> seen = new HashSet<>();
        if (!StrictXml.identifiers(document).stream().allMatch(seen::add)) {
            throw new Refused("an identifier twice");
        }
        Element code = StrictXml.child(required(root, Saml.PROTOCOL, "Status"), Saml.PROTOCOL, "StatusCode")
                .orElseThrow(() -> new Refused("no status"));
        if (!required(code, "Value").equals(Saml.SUCCESS)) {
            throw new Refused("not a success");
        }
        return assertions.getFirst();
    }

    private static void checkIssuer(Element root, Element assertion, SamlMetadata metadata, Instant now)
            throws Refused {
        Optional<Element> outer = StrictXml.child(root, Saml.ASSERTION, "Issuer");
        String inner = StrictXml.text(required(assertion, Saml.ASSERTION, "Issuer"));
        if (!inner.equals(metadata.entityId())
                || outer.isPresent() && !StrictXml.text(outer.get()).equals(metadata.entityId())) {
            throw FederationFailure.invalidToken("Issuer not present in specified provider");
        }
        if (metadata.validUntil().filter(end -> !now.isBefore(end)).isPresent()) {
            throw FederationFailure.invalidToken("The metadata of the specified provider has expired");
        }
    }

    /** One at least, all valid, each a child of what it signs. */
    private static void checkSignatures(Document document, Element assertion, SamlMetadata metadata) throws Refused {
        List<Element> signatures = StrictXml.all(document, XMLSignature.XMLNS, "Signature");
        Set<Node> signed = new HashSet<>();
        for (Element signature : signatures) {
            Node parent = signature.getParentNode();
            if (parent != assertion && parent != document.getDocumentElement() || !signed.add(parent)) {
                throw new Refused("a signature in an unexpected place");
            }
            if (!SamlSignature.verifies(signature, (Element) parent, metadata.signing())) {
                throw FederationFailure.invalidToken("Response signature invalid");
            }
        }
        if (signed.isEmpty()) {
            throw FederationFailure.invalidToken("Response signature invalid");
        }
    }

    private SamlIdentity identity(Element assertion, TrustedSamlProvider provider, Instant now) throws Refused {
        checkAge(assertion, now);
        Instant conditionsEnd = conditions(assertion, now);
        Element subject = required(assertion, Saml.ASSERTION, "Subject");
        Confirmation confirmation = confirmation(subject, now);
        Element nameId = required(subject, Saml.ASSERTION, "NameID");
        String format = StrictXml.attribute(nameId, "Format").orElse("");
        String type = format.startsWith(Saml.NAME_ID_FORMAT) ? format.substring(Saml.NAME_ID_FORMAT.length()) : format;
        String name = StrictXml.text(nameId);
        if (name.isEmpty()) {
            throw new Refused("an empty NameID");
        }
        SamlAttributes attributes = SamlAttributes.of(assertion);
        String issuer = provider.metadata().entityId();
        String qualifier = nameQualifier(issuer, provider);

        Map<String, List<String>> keys = new HashMap<>(attributes.keys());
        keys.put("saml:aud", List.of(confirmation.recipient()));
        keys.put("saml:iss", List.of(issuer));
        keys.put("saml:sub", List.of(name));
        keys.put("saml:sub_type", List.of(type));
        keys.put("saml:namequalifier", List.of(qualifier));
        keys.put("saml:doc", List.of(provider.account() + "/" + provider.name()));
        return new SamlIdentity(
                required(assertion, "ID"),
                (conditionsEnd.isBefore(confirmation.end()) ? conditionsEnd : confirmation.end()).plus(SKEW),
                issuer,
                name,
                type,
                qualifier,
                confirmation.recipient(),
                attributes.roleSessionName(),
                attributes.roles(),
                attributes.sessionDuration(),
                sessionEnd(assertion, now),
                keys,
                attributes.attested());
    }

    private static void checkAge(Element assertion, Instant now) throws Refused {
        Instant issued = Instant.parse(required(assertion, "IssueInstant"));
        if (issued.isAfter(now.plus(SKEW))) {
            throw new Refused("issued in the future");
        }
        if (!now.isBefore(issued.plus(REDEEM_WITHIN).plus(SKEW))) {
            throw AwsFailure.of("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance");
        }
    }

    /** @return when they end */
    private Instant conditions(Element assertion, Instant now) throws Refused {
        Element conditions = required(assertion, Saml.ASSERTION, "Conditions");
        for (Node node = conditions.getFirstChild(); node != null; node = node.getNextSibling()) {
            // A condition that is not understood makes an assertion invalid: SAML 2.0 core, section 2.5.1.1.
            if (node instanceof Element condition
                    && !(Saml.ASSERTION.equals(condition.getNamespaceURI())
                            && CONDITIONS.contains(condition.getLocalName()))) {
                throw new Refused("an unknown condition");
            }
        }
        List<Element> restrictions = StrictXml.children(conditions, Saml.ASSERTION, "AudienceRestriction");
        if (restrictions.isEmpty()) {
            throw new Refused("no audience");
        }
        for (Element restriction : restrictions) {
            boolean ours = false;
            for (Element audience : StrictXml.children(restriction, Saml.ASSERTION, "Audience")) {
                ours |= audiences.contains(StrictXml.text(audience));
            }
            if (!ours) {
                throw FederationFailure.invalidToken("Incorrect token audience");
            }
        }
        return within(conditions, now);
    }

    private record Confirmation(String recipient, Instant end) {}

    private Confirmation confirmation(Element subject, Instant now) throws Refused {
        Element confirmation = required(subject, Saml.ASSERTION, "SubjectConfirmation");
        Element data = required(confirmation, Saml.ASSERTION, "SubjectConfirmationData");
        if (!required(confirmation, "Method").equals(Saml.BEARER)) {
            throw new Refused("not for the bearer");
        }
        String recipient = required(data, "Recipient");
        if (!recipients.contains(recipient)) {
            throw new Refused("for another recipient");
        }
        return new Confirmation(recipient, within(data, now));
    }

    /** @return {@code NotOnOrAfter}, which must be there */
    private static Instant within(Element element, Instant now) throws Refused {
        Instant end = Instant.parse(required(element, "NotOnOrAfter"));
        if (!now.isBefore(end.plus(SKEW))) {
            throw FederationFailure.expired(now, end);
        }
        Optional<String> start = StrictXml.attribute(element, "NotBefore");
        if (start.isPresent() && Instant.parse(start.get()).isAfter(now.plus(SKEW))) {
            throw new Refused("not valid yet");
        }
        return end;
    }

    private static Optional<Instant> sessionEnd(Element assertion, Instant now) throws Refused {
        Optional<Instant> earliest = Optional.empty();
        for (Element statement : StrictXml.children(assertion, Saml.ASSERTION, "AuthnStatement")) {
            Optional<Instant> end =
                    StrictXml.attribute(statement, "SessionNotOnOrAfter").map(Instant::parse);
            if (end.isPresent() && !now.isBefore(end.get())) {
                throw FederationFailure.expired(now, end.get());
            }
            if (earliest.isEmpty() || end.isPresent() && end.get().isBefore(earliest.get())) {
                earliest = end;
            }
        }
        return earliest;
    }

    /** As AWS makes it: names the person together with the subject, whoever else has the same name elsewhere. */
    private static String nameQualifier(String issuer, TrustedSamlProvider provider) {
        String text = issuer + provider.account() + "/" + provider.name();
        try {
            // SHA-1 because AWS documents it; it is a name, not a proof.
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static Element required(Element parent, String namespace, String name) throws Refused {
        return StrictXml.child(parent, namespace, name).orElseThrow(() -> new Refused("no " + name));
    }

    private static String required(Element element, String attribute) throws Refused {
        return StrictXml.attribute(element, attribute).orElseThrow(() -> new Refused("no " + attribute));
    }
}
