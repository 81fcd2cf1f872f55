package dev.keyturn.edge.operation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.SealBrokenException;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/** Encrypts nothing, but opens only under the binding that it sealed for, as the real one. */
final class BindingSeal implements Seal {

    @Override
    public Sealed seal(SecretBytes plaintext, Binding binding) {
        String text = binding + "|" + Base64.getEncoder().encodeToString(plaintext.reveal(Reason.SEAL));
        return new Sealed(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public SecretBytes open(Sealed sealed, Binding binding) {
        String text = new String(sealed.bytes(), StandardCharsets.UTF_8);
        if (!text.startsWith(binding + "|")) {
            throw new SealBrokenException(binding);
        }
        return SecretBytes.of(Base64.getDecoder().decode(text.substring((binding + "|").length())));
    }
}
