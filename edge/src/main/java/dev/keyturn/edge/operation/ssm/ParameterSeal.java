package dev.keyturn.edge.operation.ssm;

import java.util.Base64;

import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterType;
import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Seals and opens the values of parameters.
 *
 * <p>INVARIANT: every value is bound to account, parameter and version, so that a row copied elsewhere does not open.
 */
final class ParameterSeal {
    private final Seal seal;
    private final ParameterNames names;

    ParameterSeal(Seal seal, ParameterNames names) {
        this.seal = seal;
        this.names = names;
    }

    Sealed seal(String account, String name, long version, String value) {
        return seal.seal(SecretBytes.ofUtf8(value), binding(account, Parameter.arnName(name), version));
    }

    /** The value as it is answered: of a secret not to be decrypted, what is stored of it. */
    String answered(Parameter parameter, ParameterVersion version, boolean withDecryption) {
        if (version.type() == ParameterType.SECURE_STRING && !withDecryption) {
            return Base64.getEncoder().encodeToString(version.value().bytes());
        }
        return seal.open(version.value(), binding(parameter.account(), parameter.arnName(), version.number()))
                .revealUtf8(Reason.ANSWER_CALLER);
    }

    private Binding binding(String account, String arnName, long version) {
        return new Binding(account, names.arn(account, arnName), String.valueOf(version));
    }
}
