package dev.keyturn.edge;

import java.util.Optional;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.trail.TrailRecord.SessionContext;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * Who called, in CloudTrail's terms.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
final class CallerIdentity {
    private CallerIdentity() {}

    static UserIdentity of(Caller caller) {
        return switch (caller.principal()) {
            case Principal.Root _ -> identity("Root", "", caller, Optional.empty());
            case Principal.IamUser(User user) -> identity("IAMUser", user.name(), caller, Optional.empty());
            case Principal.RoleSession session ->
                identity(
                        "AssumedRole",
                        "",
                        caller,
                        Optional.of(issuer(
                                "Role",
                                session.role().id(),
                                session.role().arn(),
                                session.role().name())));
            case Principal.FederatedUser federated ->
                identity("FederatedUser", "", caller, Optional.of(issuer(federated)));
            case Principal.Federated federated ->
                new UserIdentity(
                        switch (federated.kind()) {
                            case WEB_IDENTITY -> "WebIdentityUser";
                            case SAML -> "SAMLUser";
                        },
                        federated.uniqueId(),
                        "",
                        "",
                        "",
                        federated.userName());
        };
    }

    private static UserIdentity identity(
            String type, String userName, Caller caller, Optional<SessionContext.Issuer> issuer) {
        Principal principal = caller.principal();
        return new UserIdentity(
                type,
                principal.uniqueId(),
                principal.arn().toString(),
                principal.account(),
                caller.accessKeyId().orElse(""),
                userName,
                caller.session().map(session -> context(session, issuer)));
    }

    private static SessionContext context(Session session, Optional<SessionContext.Issuer> issuer) {
        return new SessionContext(
                issuer,
                session.federation().map(Session.Federation::provider),
                session.mfa().isPresent(),
                session.issued(),
                session.sourceIdentity());
    }

    private static SessionContext.Issuer issuer(Principal.FederatedUser federated) {
        return federated
                .issuer()
                .map(user -> issuer("IAMUser", user.id(), user.arn(), user.name()))
                .orElseGet(
                        () -> issuer("Root", federated.account(), new Principal.Root(federated.account()).arn(), ""));
    }

    private static SessionContext.Issuer issuer(String type, String principalId, Arn arn, String userName) {
        return new SessionContext.Issuer(type, principalId, arn.toString(), arn.account(), userName);
    }
}
