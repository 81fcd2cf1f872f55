package dev.keyturn.rules.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ScramVerifierTest {
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

    /** RFC 7677, section 3: the verifier accepts that exchange's proof and makes its server signature. */
    @Test
    void theVerifierFitsTheExchangeOfRfc7677() throws Exception {
        String[] parts = ScramVerifier.of("pencil", SALT, 4096).text().split("[$:]");
        assertThat(parts).hasSize(5).startsWith("SCRAM-SHA-256", "4096", "W22ZaJ0SNY7soEsUEjb6gQ==");
        byte[] storedKey = Base64.getDecoder().decode(parts[3]);
        byte[] serverKey = Base64.getDecoder().decode(parts[4]);
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        String exchange =
                "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=" + nonce;
        assertThat(Base64.getEncoder().encodeToString(hmac(serverKey, exchange)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        byte[] clientKey = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        byte[] signature = hmac(storedKey, exchange);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        assertThat(MessageDigest.getInstance("SHA-256").digest(clientKey)).isEqualTo(storedKey);
    }

    @Test
    void saslprepMakesEquivalentPasswordsOne() {
        assertThat(ScramVerifier.of("\u2168", SALT, 4096)).isEqualTo(ScramVerifier.of("IX", SALT, 4096));
        assertThat(ScramVerifier.of("I\u00ADX", SALT, 4096)).isEqualTo(ScramVerifier.of("IX", SALT, 4096));
    }

    @Test
    void whatSaslprepRefusesIsTakenAsItIs() {
        for (String password : new String[] {"a\u0007b", "\u0627\u0031", "\u00AD", "a\uFFFDb"}) {
            assertThat(ScramVerifier.prepared(password)).isEqualTo(password);
            assertThat(ScramVerifier.of(password, SALT, 4096)).isNotEqualTo(ScramVerifier.of("ab", SALT, 4096));
        }
    }

    @Test
    void emptyPasswordsShortSaltsAndFewIterationsAreRefused() {
        assertThatThrownBy(() -> ScramVerifier.of("", SALT, 4096)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramVerifier.of("x", new byte[15], 4096))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramVerifier.of("x", SALT, 4095)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theVerifierIsNotPrinted() {
        ScramVerifier verifier = ScramVerifier.of("pencil", SALT, 4096);
        assertThat(verifier.toString()).doesNotContain(verifier.text().substring(14));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
