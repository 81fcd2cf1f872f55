package dev.keyturn.rules.policy;

import java.util.Optional;
import java.util.Set;

import dev.keyturn.rules.arn.Arn;

/**
 * The Principal or NotPrincipal of a statement.
 *
 * @param trust whether it stands in a trust policy
 * @param everyone whether {@code *} is among them
 * @param arns users, roles and sessions, spelt out
 * @param accounts whole accounts
 * @param services names of services
 * @param federated ARNs of identity providers
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html">
 *     NotPrincipal</a>
 */
record PrincipalMatch(
        boolean negated,
        boolean trust,
        boolean everyone,
        Set<String> arns,
        Set<String> accounts,
        Set<String> services,
        Set<String> federated) {

    PrincipalMatch {
        arns = Set.copyOf(arns);
        accounts = Set.copyOf(accounts);
        services = Set.copyOf(services);
        federated = Set.copyOf(federated);
    }

    boolean holds(Question question, boolean allow) {
        if (negated) {
            // AWS denies whoever has a boundary, whatever names are listed.
            return question.bounded || !spares(question.requester);
        }
        // A deny for everybody is for everybody; an allow for everybody is not for those who have no ARN.
        return everyone && !allow || grant(question.requester) != Grant.NONE;
    }

    /** What an Allow with these principals grants. */
    Grant grant(Requester requester) {
        return switch (requester) {
            case Requester.User user -> direct(user.arn()).orElseGet(() -> toAll(user));
            case Requester.RoleSession session ->
                direct(session.arn()).orElseGet(() -> strongest(toAll(session), limited(session.role())));
            case Requester.FederatedUser session ->
                direct(session.arn())
                        .orElseGet(() -> strongest(
                                toAll(session),
                                session.issuer().map(this::limited).orElse(Grant.NONE)));
            case Requester.Federated(String provider, String _) ->
                federated.contains(provider) ? Grant.DIRECT : Grant.NONE;
            case Requester.Service(String name) -> services.contains(name) ? Grant.DIRECT : Grant.NONE;
        };
    }

    private Optional<Grant> direct(Arn arn) {
        return !arns.isEmpty() && arns.contains(arn.toString()) ? Optional.of(Grant.DIRECT) : Optional.empty();
    }

    private Grant limited(Arn arn) {
        return !arns.isEmpty() && arns.contains(arn.toString()) ? Grant.LIMITED : Grant.NONE;
    }

    /** By {@code *}, which on a resource names each one, and by the account. */
    private Grant toAll(Requester requester) {
        if (everyone && !trust) {
            return Grant.DIRECT;
        }
        return everyone || inListedAccount(requester) ? Grant.ACCOUNT : Grant.NONE;
    }

    private boolean inListedAccount(Requester requester) {
        return requester.account().map(accounts::contains).orElse(false);
    }

    private static Grant strongest(Grant one, Grant other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Only those are spared of whom every identity that they act under is listed, as AWS requires. */
    private boolean spares(Requester requester) {
        return everyone
                || switch (requester) {
                    case Requester.User user ->
                        inListedAccount(user)
                                && (isAccount(user) || direct(user.arn()).isPresent());
                    case Requester.RoleSession session ->
                        inListedAccount(session)
                                && direct(session.arn()).isPresent()
                                && direct(session.role()).isPresent();
                    case Requester.FederatedUser session ->
                        inListedAccount(session)
                                && direct(session.arn()).isPresent()
                                && session.issuer()
                                        .map(issuer -> direct(issuer).isPresent())
                                        .orElse(true);
                    case Requester.Federated(String provider, String _) -> federated.contains(provider);
                    case Requester.Service(String name) -> services.contains(name);
                };
    }

    private static boolean isAccount(Requester.User user) {
        return user.root();
    }
}
