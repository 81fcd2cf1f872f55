package dev.keyturn.state.seal;

/** A ciphertext that is not what was sealed for this binding: altered, swapped, or from another key. */
public final class SealBrokenException extends RuntimeException {
    public SealBrokenException(Binding binding) {
        super("the stored ciphertext of `" + binding.resource() + "` version `" + binding.version()
                + "` does not authenticate: the row was altered or belongs elsewhere");
    }
}
