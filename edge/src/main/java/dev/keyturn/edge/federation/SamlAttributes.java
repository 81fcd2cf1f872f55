package dev.keyturn.edge.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.federation.SamlIdentity.RolePair;

/**
 * The attributes of an assertion, by their names, with their values in order.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html">
 *     Configure SAML assertions for the authentication response</a>
 */
record SamlAttributes(Map<String, List<String>> values) {
    private static final String AWS = "https://aws.amazon.com/SAML/Attributes/";
    private static final String TAG = AWS + "PrincipalTag:";
    private static final Pattern SESSION_NAME = Pattern.compile("[a-zA-Z_0-9+=,.@-]{2,64}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    /** What policies can ask for, by the attribute that it comes from. */
    private static final Map<String, String> CONDITION_KEYS = conditionKeys();

    static SamlAttributes of(Element assertion) throws StrictXml.Refused {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Element statement : StrictXml.children(assertion, Saml.ASSERTION, "AttributeStatement")) {
            if (!StrictXml.children(statement, Saml.ASSERTION, "EncryptedAttribute")
                    .isEmpty()) {
                throw new StrictXml.Refused("an encrypted attribute");
            }
            for (Element attribute : StrictXml.children(statement, Saml.ASSERTION, "Attribute")) {
                List<String> list = values.computeIfAbsent(
                        StrictXml.attribute(attribute, "Name").orElse(""), _ -> new ArrayList<>());
                for (Element value : StrictXml.children(attribute, Saml.ASSERTION, "AttributeValue")) {
                    list.add(StrictXml.text(value));
                }
            }
        }
        return new SamlAttributes(values);
    }

    /** Role and provider in either order, parted by a comma. */
    Set<RolePair> roles() {
        Set<RolePair> pairs = new HashSet<>();
        for (String pair : values.getOrDefault(AWS + "Role", List.of())) {
            String[] arns = pair.split(",", -1);
            if (arns.length == 2) {
                String first = arns[0].strip();
                String second = arns[1].strip();
                pairs.add(
                        first.contains(":saml-provider/") ? new RolePair(second, first) : new RolePair(first, second));
            }
        }
        return pairs;
    }

    /** @throws AwsFailure InvalidIdentityToken */
    String roleSessionName() {
        String name = one(AWS + "RoleSessionName")
                .orElseThrow(() -> FederationFailure.invalidToken("RoleSessionName is required in AuthnResponse"));
        if (!SESSION_NAME.matcher(name).matches()) {
            throw FederationFailure.invalidToken(
                    "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
        }
        return name;
    }

    /** @throws AwsFailure InvalidIdentityToken unless it is between 900 and 43,200 seconds */
    Optional<Duration> sessionDuration() {
        return one(AWS + "SessionDuration").map(text -> {
            long seconds = SECONDS.matcher(text).matches() ? Long.parseLong(text) : 0;
            if (seconds < 900 || seconds > 43_200) {
                throw FederationFailure.invalidToken(
                        "SessionDuration in AuthnResponse must be between 900 and 43200 seconds");
            }
            return Duration.ofSeconds(seconds);
        });
    }

    AttestedSession attested() {
        Map<String, String> tags = new LinkedHashMap<>();
        values.forEach((name, list) -> {
            if (name.startsWith(TAG)) {
                one(name).ifPresent(value -> tags.put(name.substring(TAG.length()), value));
            }
        });
        return new AttestedSession(
                tags,
                Set.copyOf(values.getOrDefault(AWS + "TransitiveTagKeys", List.of())),
                one(AWS + "SourceIdentity"));
    }

    Map<String, List<String>> keys() {
        Map<String, List<String>> keys = new HashMap<>();
        values.forEach((name, list) -> {
            String key = CONDITION_KEYS.get(name);
            if (key != null && !list.isEmpty()) {
                keys.computeIfAbsent("saml:" + key, _ -> new ArrayList<>()).addAll(list);
            }
        });
        return keys;
    }

    private Optional<String> one(String name) {
        List<String> list = values.getOrDefault(name, List.of());
        if (list.size() > 1) {
            throw FederationFailure.invalidToken(
                    name.substring(AWS.length()) + " in AuthnResponse must have one value");
        }
        return list.stream().findFirst();
    }

    private static Map<String, String> conditionKeys() {
        Map<String, String> keys = new HashMap<>();
        String person = "urn:oid:1.3.6.1.4.1.5923.1.1.1.";
        keys.put(person + 1, "edupersonaffiliation");
        keys.put(person + 2, "edupersonnickname");
        keys.put(person + 3, "edupersonorgdn");
        keys.put(person + 4, "edupersonorgunitdn");
        keys.put(person + 5, "edupersonprimaryaffiliation");
        keys.put(person + 6, "edupersonprincipalname");
        keys.put(person + 7, "edupersonentitlement");
        keys.put(person + 8, "edupersonprimaryorgunitdn");
        keys.put(person + 9, "edupersonscopedaffiliation");
        keys.put(person + 10, "edupersontargetedid");
        keys.put(person + 11, "edupersonassurance");
        String organization = "urn:oid:1.3.6.1.4.1.5923.1.2.1.";
        keys.put(organization + 2, "eduorghomepageuri");
        keys.put(organization + 3, "eduorgidentityauthnpolicyuri");
        keys.put(organization + 4, "eduorglegalname");
        keys.put(organization + 5, "eduorgsuperioruri");
        keys.put(organization + 6, "eduorgwhitepagesuri");
        keys.put("urn:oid:2.5.4.3", "cn");
        String claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
        keys.put(claims + "name", "name");
        keys.put("http://schemas.xmlsoap.org/claims/CommonName", "commonName");
        keys.put(claims + "givenname", "givenName");
        keys.put(claims + "surname", "surname");
        keys.put(claims + "emailaddress", "mail");
        keys.put("http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid", "primaryGroupSID");
        keys.put("urn:oid:2.5.4.4", "surname");
        keys.put("urn:oid:2.5.4.42", "givenName");
        keys.put("urn:oid:2.5.4.45", "x500UniqueIdentifier");
        keys.put("urn:oid:0.9.2342.19200300.100.1.1", "uid");
        keys.put("urn:oid:0.9.2342.19200300.100.1.3", "mail");
        keys.put("urn:oid:0.9.2342.19200300.100.1.45", "organizationStatus");
        return Map.copyOf(keys);
    }
}
