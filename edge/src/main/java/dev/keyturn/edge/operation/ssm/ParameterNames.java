package dev.keyturn.edge.operation.ssm;

import java.util.Locale;
import java.util.Map;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.parameter.Parameter;

/**
 * What parameters and levels may be called, and the ARNs that they have.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html">
 *     Requirements and constraints for parameter names</a>
 */
final class ParameterNames {
    static final String TYPE = "AWS::SSM::Parameter";

    /** Of the ARN with the name in it. */
    private static final int MAX_ARN_LENGTH = 1011;

    private static final int MAX_LEVELS = 15;

    private final String region;

    ParameterNames(String region) {
        this.region = region;
    }

    String region() {
        return region;
    }

    /** @param arnName as {@link Parameter#arnName}, or a level */
    String arn(String account, String arnName) {
        return Arn.of("ssm", region, account, "parameter/" + arnName).toString();
    }

    String arn(Parameter parameter) {
        return arn(parameter.account(), parameter.arnName());
    }

    /** The demand of an operation on a name, whether there is such a parameter or not. */
    Demand demand(Api<?> api, String name, Map<String, String> tags, Caller caller) {
        return demand(api, arn(caller.account(), Parameter.arnName(name)), name, tags);
    }

    static Demand demand(Api<?> api, String arn, String name, Map<String, String> tags) {
        return Demand.on(api.action(), arn)
                .withResourceTags("ssm", tags)
                .recordedAs(TYPE, arn)
                .recordedAs(TYPE, name);
    }

    /** @throws AwsFailure when a new parameter cannot be called so */
    void requireNew(String name, String account) {
        requireUnreserved(name);
        requireWellFormed(name);
        if (arn(account, Parameter.arnName(name)).length() > MAX_ARN_LENGTH) {
            throw invalid("Parameter name exceeds the maximum length of " + MAX_ARN_LENGTH
                    + " characters, which includes the ARN that precedes the name.");
        }
        if (Parameter.arnName(name).split("/", -1).length > MAX_LEVELS) {
            throw AwsFailure.of(
                    "HierarchyLevelLimitExceededException", "A hierarchy can have a maximum of 15 levels: " + name);
        }
    }

    private static void requireUnreserved(String name) {
        String bare = Parameter.arnName(name);
        String folded = bare.toLowerCase(Locale.ROOT);
        boolean path = bare.contains("/");
        if (path && folded.startsWith("aws")) {
            throw AwsFailure.of(CommonError.ACCESS_DENIED, "No access to reserved parameter name: " + bare + ".");
        }
        if (!path && (folded.startsWith("aws") || folded.startsWith("ssm"))) {
            throw invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
        if (folded.startsWith("ssm")) {
            throw malformed();
        }
    }

    /** @throws AwsFailure when no parameter is called so */
    static void requireWellFormed(String name) {
        String bare = Parameter.arnName(name);
        if (bare.isEmpty() || !isOfAllowedCharacters(bare) || bare.startsWith("/") || bare.endsWith("/")) {
            throw malformed();
        }
        if (bare.contains("//")) {
            throw malformed();
        }
        if (bare.contains("/") && !name.startsWith("/")) {
            throw invalid("Parameter name must be a fully qualified name.");
        }
    }

    /**
     * The level that a path means: without slashes around it.
     *
     * @throws AwsFailure when it means none
     */
    static String level(String path) {
        String stripped = path.strip();
        if (!stripped.startsWith("/") || stripped.contains("//") || !isOfAllowedCharacters(stripped)) {
            throw invalid("The parameter doesn't meet the parameter name requirements. The parameter name must begin"
                    + " with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)."
                    + " It must use only letters, numbers, or the following symbols: . (period), - (hyphen),"
                    + " _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the"
                    + " forward slash symbol \"/\". Valid example: /get/parameters2-/by1./path0_.");
        }
        String end = stripped.endsWith("/") ? stripped.substring(0, stripped.length() - 1) : stripped;
        return end.isEmpty() ? "" : end.substring(1);
    }

    private static boolean isOfAllowedCharacters(String name) {
        return name.chars()
                .allMatch(c -> c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || c == '_'
                        || c == '.'
                        || c == '-'
                        || c == '/');
    }

    private static AwsFailure malformed() {
        return invalid("Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can"
                + " consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters,"
                + " numbers and the following 3 symbols .-_");
    }

    static AwsFailure invalid(String message) {
        return AwsFailure.of(CommonError.VALIDATION, message);
    }

    static AwsFailure notFound(String name) {
        return AwsFailure.of("ParameterNotFoundException", "Parameter " + name + " not found.");
    }
}
