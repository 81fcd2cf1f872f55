package dev.keyturn.rules.policy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the policies allow, by their kinds, and what follows where nothing denies. */
final class Tally {
    private final Requester requester;
    private final String resourceAccount;

    private Decision.@Nullable Allow byIdentity;
    private boolean bounded;
    private boolean boundaryAllows;
    private boolean inSession;
    private boolean sessionAllows;
    private Decision.@Nullable Allow byResource;
    private Grant resourceGrant = Grant.NONE;
    private boolean trust;
    private Decision.@Nullable Allow byTrust;
    private Grant trustGrant = Grant.NONE;

    Tally(Requester requester, String resourceAccount) {
        this.requester = requester;
        this.resourceAccount = resourceAccount;
        if (requester.root()) {
            // INVARIANT: no identity policy, and none missing, locks an account's owner out.
            this.byIdentity = new Decision.Allow("root", PolicyKind.IDENTITY, Optional.empty());
        }
        // A federated user has what its session policies leave it: without one, nothing.
        this.inSession = requester instanceof Requester.FederatedUser;
    }

    /** A policy of the kind takes part. */
    void there(PolicyKind kind) {
        switch (kind) {
            case PERMISSIONS_BOUNDARY -> bounded = true;
            case SESSION -> inSession = true;
            case ROLE_TRUST -> trust = true;
            case IDENTITY, RESOURCE -> {}
        }
    }

    /** Whether a further allow of the kind can change nothing. */
    boolean settled(PolicyKind kind) {
        return switch (kind) {
            case IDENTITY -> byIdentity != null;
            case PERMISSIONS_BOUNDARY -> boundaryAllows;
            case SESSION -> sessionAllows;
            case RESOURCE -> resourceGrant == Grant.DIRECT;
            case ROLE_TRUST -> trustGrant == Grant.DIRECT;
        };
    }

    /** The statement, an Allow, applies. */
    void allows(NamedPolicy policy, Statement statement) {
        switch (policy.kind()) {
            case IDENTITY -> {
                if (byIdentity == null) {
                    byIdentity = allow(policy, statement);
                }
            }
            case PERMISSIONS_BOUNDARY -> boundaryAllows = true;
            case SESSION -> sessionAllows = true;
            case RESOURCE -> {
                Grant grant = statement.principals().orElseThrow().grant(requester);
                if (grant.compareTo(resourceGrant) > 0) {
                    resourceGrant = grant;
                    byResource = allow(policy, statement);
                }
            }
            case ROLE_TRUST -> {
                Grant grant = statement.principals().orElseThrow().grant(requester);
                if (grant.compareTo(trustGrant) > 0) {
                    trustGrant = grant;
                    byTrust = allow(policy, statement);
                }
            }
        }
    }

    private static Decision.Allow allow(NamedPolicy policy, Statement statement) {
        return new Decision.Allow(policy.name(), policy.kind(), statement.sid());
    }

    Decision conclude() {
        // A trust policy takes the resource policy's place: a role has no other.
        Grant grant = trust ? trustGrant : resourceGrant;
        PolicyKind side = trust ? PolicyKind.ROLE_TRUST : PolicyKind.RESOURCE;
        boolean within = requester.account().map(resourceAccount::equals).orElse(true);
        if (!within) {
            Decision identitySide = identitySide();
            return identitySide instanceof Decision.Allow && grant == Grant.NONE
                    ? new Decision.ImplicitDeny(side)
                    : identitySide;
        }
        if (grant == Grant.NONE && (trust || requester.account().isEmpty())) {
            return new Decision.ImplicitDeny(side);
        }
        Decision granted = trust ? byTrust : byResource;
        return switch (grant) {
            case NONE, ACCOUNT -> identitySide();
            case LIMITED -> limited(granted);
            case DIRECT -> present(granted);
        };
    }

    private Decision identitySide() {
        return byIdentity == null ? new Decision.ImplicitDeny(PolicyKind.IDENTITY) : limited(byIdentity);
    }

    /** What boundaries and session policies leave of the grant. INVARIANT: they only shrink. */
    private Decision limited(@Nullable Decision granted) {
        if (bounded && !boundaryAllows) {
            return new Decision.ImplicitDeny(PolicyKind.PERMISSIONS_BOUNDARY);
        }
        if (inSession && !sessionAllows) {
            return new Decision.ImplicitDeny(PolicyKind.SESSION);
        }
        return present(granted);
    }

    private static Decision present(@Nullable Decision granted) {
        return granted == null ? new Decision.ImplicitDeny(PolicyKind.IDENTITY) : granted;
    }
}
