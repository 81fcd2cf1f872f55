package dev.keyturn.edge.signin;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import dev.keyturn.edge.gate.Origin;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.Resource;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * What the trail says of a sign-in.
 *
 * @param page where it is
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html">Console
 *     sign-in events</a>
 */
record SignInRecords(String region, Supplier<URI> page) {
    /** A password typed into the field for the name must not be kept: so no name that nobody has is. */
    private static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

    private static final String SIGN_IN = "signin.amazonaws.com";
    private static final String IAM = "iam.amazonaws.com";

    TrailRecord signedIn(User user, boolean mfa, Origin origin) {
        return login(user.account(), identity(user), "Success", Optional.empty(), mfa, origin);
    }

    TrailRecord failed(String account, Optional<User> user, boolean mfa, String why, Origin origin) {
        return login(
                account,
                user.map(SignInRecords::identity)
                        .orElseGet(() -> new UserIdentity("IAMUser", "", "", account, "", HIDDEN)),
                "Failure",
                Optional.of(why),
                mfa,
                origin);
    }

    /**
     * An attempt by nobody who is known, or on a name that is locked.
     *
     * @param standsFor how many before it were not recorded
     */
    TrailRecord strangerFailed(String account, Optional<User> user, String why, long standsFor, Origin origin) {
        TrailRecord record = failed(account, user, false, why, origin);
        if (standsFor == 0) {
            return record;
        }
        Map<String, String> additional = new HashMap<>(record.additionalEventData());
        additional.put("suppressedSince", Long.toString(standsFor));
        return record(
                account,
                record.userIdentity(),
                SIGN_IN,
                record.eventName(),
                record.eventType(),
                record.errorMessage(),
                record.responseElements(),
                record.resources(),
                additional,
                origin);
    }

    /** The password was right, and a second factor is asked for. */
    TrailRecord checksMfa(User user, Origin origin) {
        return record(
                user.account(),
                identity(user),
                SIGN_IN,
                "CheckMfa",
                "AwsConsoleSignIn",
                Optional.empty(),
                Optional.of("{\"CheckMfa\":\"Success\"}"),
                List.of(),
                Map.of(),
                origin);
    }

    TrailRecord changedPassword(User user, Origin origin) {
        return record(
                user.account(),
                identity(user),
                IAM,
                "ChangePassword",
                "AwsConsoleAction",
                Optional.empty(),
                Optional.empty(),
                List.of(new Resource("AWS::IAM::User", user.name())),
                Map.of(),
                origin);
    }

    /** @param why empty when it was registered */
    TrailRecord registersKey(User user, String serialNumber, Optional<String> why, Origin origin) {
        return record(
                user.account(),
                identity(user),
                IAM,
                "EnableMFADevice",
                "AwsConsoleAction",
                why,
                Optional.empty(),
                List.of(new Resource("AWS::IAM::User", user.name()), new Resource("AWS::IAM::MFADevice", serialNumber)),
                Map.of("MfaType", "FIDO2"),
                origin);
    }

    private TrailRecord login(
            String account, UserIdentity identity, String outcome, Optional<String> why, boolean mfa, Origin origin) {
        return record(
                account,
                identity,
                SIGN_IN,
                "ConsoleLogin",
                "AwsConsoleSignIn",
                why,
                Optional.of("{\"ConsoleLogin\":\"" + outcome + "\"}"),
                List.of(),
                Map.of("LoginTo", page.get() + "/signin", "MobileVersion", "No", "MFAUsed", mfa ? "Yes" : "No"),
                origin);
    }

    private TrailRecord record(
            String account,
            UserIdentity identity,
            String source,
            String name,
            String type,
            Optional<String> why,
            Optional<String> responseElements,
            List<Resource> resources,
            Map<String, String> additional,
            Origin origin) {
        return new TrailRecord(
                account,
                UUID.randomUUID().toString(),
                origin.arrival(),
                source,
                name,
                type,
                false,
                region,
                identity,
                origin.sourceIp(),
                origin.userAgent(),
                origin.requestId(),
                Optional.empty(),
                why,
                Optional.empty(),
                responseElements,
                resources,
                additional);
    }

    private static UserIdentity identity(User user) {
        return new UserIdentity("IAMUser", user.id(), user.arn().toString(), user.account(), "", user.name());
    }
}
