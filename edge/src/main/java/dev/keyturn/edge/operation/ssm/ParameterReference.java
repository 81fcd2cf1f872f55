package dev.keyturn.edge.operation.ssm;

import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.parameter.Parameter;

/**
 * A parameter as a request to read names it: by name or by ARN, and perhaps a version or a label of it.
 *
 * @param given without the spaces around it
 * @param name without the selector
 * @param arn of the parameter; whatever was given if that was no such ARN
 * @param selector a version's number or a label
 * @param own false for another account's or region's ARN
 * @param fault why it can mean nothing at all
 */
record ParameterReference(
        String given, String name, String arn, Optional<String> selector, boolean own, Optional<AwsFailure> fault) {
    private static final String SECRETS = "/aws/reference/secretsmanager/";
    private static final String RESOURCE = "parameter/";
    private static final int ARN_PARTS = 6;

    static ParameterReference parse(String text, String account, ParameterNames names) {
        String given = text.strip();
        if (!given.startsWith("arn:")) {
            return parse(given, given, names.arn(account, ""), true);
        }
        String[] parts = given.split(":", ARN_PARTS);
        if (parts.length < ARN_PARTS || !parts[2].equals("ssm") || !parts[5].startsWith(RESOURCE)) {
            AwsFailure fault = ParameterNames.invalid("Invalid parameter ARN.");
            return new ParameterReference(given, given, given, Optional.empty(), false, Optional.of(fault));
        }
        String bare = parts[5].substring(RESOURCE.length());
        String prefix = given.substring(0, given.length() - bare.length());
        // INVARIANT: what is found has exactly the ARN that is decided on; another spelling of it would miss a Deny.
        boolean own = given.startsWith(names.arn(account, ""));
        return parse(given, "/" + bare, prefix, own);
    }

    private static ParameterReference parse(String given, String nameAndSelector, String arnPrefix, boolean own) {
        String[] parts = nameAndSelector.split(":", -1);
        String name = parts[0];
        boolean selects = parts.length > 1;
        Optional<String> selector = selects ? Optional.of(parts[1]) : Optional.empty();
        Optional<AwsFailure> fault =
                parts.length > 2 || selects && parts[1].isEmpty() ? Optional.of(badSelector()) : nameFault(name);
        return new ParameterReference(given, name, arnPrefix + Parameter.arnName(name), selector, own, fault);
    }

    private static Optional<AwsFailure> nameFault(String name) {
        if (name.startsWith(SECRETS) && name.length() > SECRETS.length()) {
            return Optional.empty();
        }
        try {
            ParameterNames.requireWellFormed(name);
            return Optional.empty();
        } catch (AwsFailure fault) {
            return Optional.of(fault);
        }
    }

    private static AwsFailure badSelector() {
        return ParameterNames.invalid(
                "Invalid parameter name. Please use correct syntax for referencing a version/label"
                        + "  <name>:<version/label>");
    }

    /** The secret that it means, if it means one. */
    Optional<String> secretName() {
        return own && fault.isEmpty() && name.startsWith(SECRETS)
                ? Optional.of(name.substring(SECRETS.length()))
                : Optional.empty();
    }

    String arnName() {
        return Parameter.arnName(name);
    }
}
