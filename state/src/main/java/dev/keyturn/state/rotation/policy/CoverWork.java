package dev.keyturn.state.rotation.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.policy.Covers.Cover;
import dev.keyturn.state.rotation.policy.Policies.Applied;
import dev.keyturn.state.store.Transaction;

/**
 * What is to be done so that every secret is as its policy says; only looked at, nothing is changed here.
 *
 * @param secret as it is now; empty if it is gone from where policies reach
 * @param name the secret's, or its ARN where it is gone
 */
public record CoverWork(
        Kind kind,
        Arn arn,
        String name,
        Optional<Governable> secret,
        Optional<Applied> applied,
        Optional<Cover> before,
        Optional<String> detail,
        List<String> between) {

    public enum Kind {
        /** It comes under a policy, or under another one. */
        COVER,
        /** It is given the policy's settings anew. */
        RESTORE,
        /** It has been changed away from the policy, or back, or is of another environment or group now. */
        NOTE,
        /** Two policies match it just as exactly. */
        TORN,
        /** No policy matches it any more. Its settings stay. */
        RELEASE,
        /** It is as its policy says. */
        NOTHING
    }

    /**
     * What there is to do for all secrets.
     *
     * @param policies to be in force
     * @param anew whether secrets that were changed away from their policy are put back, whatever it says of that
     */
    public static List<CoverWork> of(Transaction tx, List<Applied> policies, boolean anew) {
        Map<Arn, Cover> covers = new HashMap<>();
        new Covers(tx).all().forEach(cover -> covers.put(cover.secret(), cover));
        List<CoverWork> work = new ArrayList<>();
        if (!policies.isEmpty()) {
            for (Governable secret : Governables.all(tx)) {
                Optional<Cover> before = Optional.ofNullable(covers.remove(secret.arn()));
                of(secret, before, policies, anew).ifPresent(work::add);
            }
        }
        covers.values()
                .forEach(gone -> work.add(new CoverWork(
                        Kind.RELEASE,
                        gone.secret(),
                        nameIn(gone.secret()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(gone),
                        Optional.empty(),
                        List.of())));
        return List.copyOf(work);
    }

    private static Optional<CoverWork> of(
            Governable secret, Optional<Cover> before, List<Applied> policies, boolean anew) {
        return switch (Assignment.of(policies, secret)) {
            case Assignment.None() ->
                before.map(cover -> work(Kind.RELEASE, secret, Optional.empty(), before, Optional.empty()));
            case Assignment.Torn(List<Applied> between) -> Optional.of(torn(secret, before, between));
            case Assignment.Under(Applied applied) -> Optional.of(under(secret, before, applied, anew));
        };
    }

    /** It stays under the one of the two that it is under: what is new must not undo what was settled. */
    private static CoverWork torn(Governable secret, Optional<Cover> before, List<Applied> between) {
        List<String> names = between.stream().map(Applied::name).toList();
        return new CoverWork(
                Kind.TORN,
                secret.arn(),
                secret.name(),
                Optional.of(secret),
                Optional.of(between.getFirst()),
                before,
                Optional.of("the policies `" + String.join("` and `", names) + "` match it just as exactly"),
                names);
    }

    private static CoverWork under(Governable secret, Optional<Cover> before, Applied applied, boolean anew) {
        Optional<Applied> policy = Optional.of(applied);
        if (before.isEmpty()
                || before.get().version().isEmpty()
                || !before.get().policy().equals(applied.name())) {
            return work(Kind.COVER, secret, policy, before, Optional.empty());
        }
        Optional<String> drift = Drift.of(applied.policy(), secret);
        boolean older = before.get().version().get() != applied.version();
        if (older || drift.isPresent() && (anew || applied.policy().enforce())) {
            return work(Kind.RESTORE, secret, policy, before, drift);
        }
        boolean moved = !before.get()
                        .environment()
                        .equals(secret.environment(applied.policy().environmentTag()))
                || !before.get().group().equals(secret.group(before.get().environment()));
        Kind kind = moved || !drift.equals(before.get().drift()) ? Kind.NOTE : Kind.NOTHING;
        return work(kind, secret, policy, before, drift);
    }

    private static CoverWork work(
            Kind kind, Governable secret, Optional<Applied> applied, Optional<Cover> before, Optional<String> detail) {
        return new CoverWork(
                kind, secret.arn(), secret.name(), Optional.of(secret), applied, before, detail, List.of());
    }

    private static String nameIn(Arn secret) {
        String resource = secret.resource();
        return resource.substring("secret:".length(), resource.lastIndexOf('-'));
    }
}
