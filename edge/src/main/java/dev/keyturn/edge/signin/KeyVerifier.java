package dev.keyturn.edge.signin;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

import dev.keyturn.state.signin.SecurityKey;

/**
 * Verifies what security keys sign: for this origin and relying party, for the one challenge, with the user verified by
 * the key itself. Attestation is not asked for: whose make a key is says nothing about who holds it.
 *
 * @see <a href="https://www.w3.org/TR/webauthn-3/">Web Authentication, level 3, 7.1 and 7.2</a>
 */
final class KeyVerifier {
    static final List<Long> ALGORITHMS = List.of(-8L, -7L, -257L);

    private static final List<PublicKeyCredentialParameters> ACCEPTED = List.of(
            accepted(COSEAlgorithmIdentifier.EdDSA),
            accepted(COSEAlgorithmIdentifier.ES256),
            accepted(COSEAlgorithmIdentifier.RS256));

    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter credentials = new AttestedCredentialDataConverter(converter);
    private final Supplier<URI> page;

    /** @param page where it is: scheme, host and port; the host is the relying party */
    KeyVerifier(Supplier<URI> page) {
        this.page = page;
    }

    String relyingParty() {
        return page.get().getHost();
    }

    /** A key that was just made: what it is kept by. */
    record NewKey(String credentialId, byte[] publicKey, long counter) {}

    /** @return empty when anything about it is wrong */
    Optional<NewKey> registered(byte[] attestationObject, byte[] clientData, byte[] challenge) {
        try {
            RegistrationData data = manager.verify(
                    new RegistrationRequest(attestationObject, clientData),
                    new RegistrationParameters(server(challenge), ACCEPTED, true, true));
            var authenticator = Objects.requireNonNull(data.getAttestationObject(), "an attestation")
                    .getAuthenticatorData();
            AttestedCredentialData credential =
                    Objects.requireNonNull(authenticator.getAttestedCredentialData(), "a credential");
            return Optional.of(new NewKey(
                    encoded(credential.getCredentialId()),
                    credentials.convert(credential),
                    authenticator.getSignCount()));
        } catch (RuntimeException _) {
            // Whatever it is that the library meets in data that a stranger made: it is not a key's answer.
            return Optional.empty();
        }
    }

    /**
     * How often the key says it has signed.
     *
     * @return empty when anything about it is wrong
     */
    OptionalLong counterOf(
            SecurityKey key, byte[] authenticatorData, byte[] clientData, byte[] signature, byte[] challenge) {
        byte[] id = Base64.getUrlDecoder().decode(key.credentialId());
        try {
            AuthenticationData data = manager.verify(
                    new AuthenticationRequest(id, authenticatorData, clientData, signature),
                    new AuthenticationParameters(server(challenge), record(key), List.of(id), true, true));
            return OptionalLong.of(Objects.requireNonNull(data.getAuthenticatorData(), "what the key says")
                    .getSignCount());
        } catch (RuntimeException _) { // as above
            return OptionalLong.empty();
        }
    }

    /** The counter is compared in the store, in the statement that keeps the new one. */
    private CredentialRecordImpl record(SecurityKey key) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                null,
                null,
                null,
                0,
                credentials.convert(key.publicKey()),
                null,
                null,
                null,
                Set.of());
    }

    private ServerProperty server(byte[] challenge) {
        URI origin = page.get();
        return new ServerProperty(
                Set.of(new Origin(origin.getScheme() + "://" + origin.getAuthority())),
                relyingParty(),
                new DefaultChallenge(challenge));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static PublicKeyCredentialParameters accepted(COSEAlgorithmIdentifier algorithm) {
        return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm);
    }
}
