package dev.keyturn.state.rotation;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rotation functions of others that this server is configured to call. A Lambda ARN means the function by its name
 * alone, in whatever region and account, with or without a version or alias: what stands behind the name is for the
 * configuration to say, and an ARN written for AWS need not be rewritten.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters">Lambda
 *     function names and ARNs</a>
 */
public record OthersFunctions(Set<String> names) {
    public static final OthersFunctions NONE = new OthersFunctions(Set.of());

    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:([a-zA-Z0-9_-]{1,140})(:[a-zA-Z0-9$_-]+)?");

    /** What a function may be called. */
    public static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,140}");

    public OthersFunctions {
        names = Set.copyOf(names);
    }

    /** The function's name; empty if it is none of others: a built-in one, or no Lambda ARN. */
    public static Optional<String> nameIn(String functionArn) {
        Matcher matcher = ARN.matcher(functionArn);
        return matcher.matches() && RotationFunction.of(functionArn).isEmpty()
                ? Optional.of(matcher.group(1))
                : Optional.empty();
    }

    /** Whether the ARN names one of these. */
    public boolean include(String functionArn) {
        return nameIn(functionArn).filter(names::contains).isPresent();
    }
}
