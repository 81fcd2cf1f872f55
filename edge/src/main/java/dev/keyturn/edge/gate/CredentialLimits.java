package dev.keyturn.edge.gate;

import java.util.Set;
import java.util.function.Predicate;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;

/**
 * What some credentials are not good for, whatever any policy says.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html">Compare AWS STS
 *     credentials</a>
 */
final class CredentialLimits {
    private static final String WHO_AM_I = "sts:GetCallerIdentity";
    private static final String PROVE_MFA = "sts:GetSessionToken";
    private static final Set<String> OF_LONG_TERM_KEYS = Set.of(PROVE_MFA, "sts:GetFederationToken");

    /** Permissions that other calls need: they are no calls, so no credentials are bad for them. */
    private static final Set<String> NO_CALLS = Set.of("sts:TagSession", "sts:SetSourceIdentity");

    private final Predicate<String> rootHasMfa;

    /** @param rootHasMfa whether the root user of that account has an MFA device */
    CredentialLimits(Predicate<String> rootHasMfa) {
        this.rootHasMfa = rootHasMfa;
    }

    /** @throws AwsFailure AccessDenied, or InvalidClientTokenId where AWS says so */
    void check(String action, Caller caller) {
        if (action.equals(WHO_AM_I) || NO_CALLS.contains(action)) {
            return;
        }
        caller.session().ifPresent(session -> check(action, session));
        if (caller.principal() instanceof Principal.Root root
                && caller.accessKeyId().isPresent()) {
            checkRoot(action, root, caller);
        }
    }

    private static void check(String action, Session session) {
        boolean iam = action.startsWith("iam:");
        boolean sts = action.startsWith("sts:");
        if (OF_LONG_TERM_KEYS.contains(action)) {
            throw cannotCall(action);
        }
        switch (session.kind()) {
            case ASSUMED_ROLE, SIGN_IN -> {}
            case SESSION_TOKEN -> {
                if (iam && session.mfa().isEmpty()) {
                    throw invalidToken();
                }
                if (sts && !action.equals("sts:AssumeRole")) {
                    throw cannotCall(action);
                }
            }
            case FEDERATION -> {
                if (iam) {
                    throw invalidToken();
                }
                if (sts) {
                    throw cannotCall(action);
                }
            }
        }
    }

    /** Once root has a second factor, its key alone is good for nothing but to bring that factor along. */
    private void checkRoot(String action, Principal.Root root, Caller caller) {
        boolean proved = caller.session().flatMap(Session::mfa).isPresent();
        boolean proving = caller.session().isEmpty() && action.equals(PROVE_MFA);
        if (!proved && !proving && rootHasMfa.test(root.account())) {
            throw AwsFailure.of(
                    CommonError.ACCESS_DENIED,
                    "User: " + root.arn() + " is not authorized to perform: " + action
                            + " because the root user has an MFA device: GetSessionToken with its code first");
        }
    }

    private static AwsFailure cannotCall(String action) {
        return AwsFailure.of(
                CommonError.ACCESS_DENIED,
                "Cannot call " + action.substring(action.indexOf(':') + 1) + " with session credentials");
    }

    /** AWS's answer to IAM calls with such credentials, misleading as it is. */
    private static AwsFailure invalidToken() {
        return AwsFailure.of(
                CommonError.INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid");
    }
}
