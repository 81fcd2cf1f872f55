package dev.keyturn.state.seal;

/** Envelope encryption of everything secret that is stored. AES-256-GCM, bound to account, resource and version. */
public interface Seal {
    Sealed seal(SecretBytes plaintext, Binding binding);

    /** @throws SealBrokenException if {@code sealed} is not what was sealed for {@code binding} */
    SecretBytes open(Sealed sealed, Binding binding);
}
