package dev.keyturn.databases.rotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.policy.CoverWork;
import dev.keyturn.state.rotation.policy.CoverWork.Kind;
import dev.keyturn.state.rotation.policy.Covers;
import dev.keyturn.state.rotation.policy.Covers.Cover;
import dev.keyturn.state.rotation.policy.Governable;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.rotation.policy.Policies.Applied;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.rotation.policy.SecretCoverage;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;

/** Keeps every secret as the rotation policies say: at once when one is applied, and what comes later when it is seen. */
public final class PolicyCoverage {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyCoverage.class);

    private final Store store;
    private final Seal seal;
    private final Trail trail;
    private final OthersFunctions others;
    private final RotationRecords records;

    public PolicyCoverage(Store store, Seal seal, Trail trail, OthersFunctions others, RandomGenerator random) {
        this.store = store;
        this.seal = seal;
        this.trail = trail;
        this.others = others;
        this.records = new RotationRecords(random);
    }

    /**
     * What came of one secret, or would.
     *
     * @param account whose
     * @param policy that it is under, or was
     * @param problem why it could not be given the policy's settings
     * @param drift in what it was changed away from them
     */
    public record Line(
            Kind kind,
            String account,
            String secret,
            String environment,
            String policy,
            Optional<String> problem,
            Optional<String> drift) {}

    /** Two policies match one secret, and none of them says more exactly that it means it. */
    public static final class ConflictException extends RuntimeException {
        private ConflictException(CoverWork torn) {
            super("the secret `" + torn.name() + "` of the account "
                    + torn.arn().account() + ": " + torn.detail().orElse(""));
        }
    }

    /**
     * Puts policies in force and brings their secrets under them, as one change.
     *
     * @param by who applies them
     * @return each secret that a policy matches, and each that is under none any more
     * @throws ConflictException if a secret is torn between one of these and another: nothing is to be changed then
     */
    public List<Line> apply(List<Policy> policies, String by, Transaction tx) {
        Policies inForce = new Policies(tx);
        policies.forEach(policy -> inForce.put(policy, by));
        List<CoverWork> all = CoverWork.of(tx, inForce.all(), true);
        List<String> names = policies.stream().map(Policy::name).toList();
        all.stream()
                .filter(work -> work.between().stream().anyMatch(names::contains))
                .findFirst()
                .ifPresent(torn -> {
                    throw new ConflictException(torn);
                });
        return all.stream()
                .filter(work -> work.kind() != Kind.TORN) // between others: the sweep says so
                .map(work -> done(work, tx))
                .toList();
    }

    /**
     * Puts a policy out of force. Its secrets stay as they are, or come under another policy that matches them.
     *
     * @return empty if there is none of that name
     */
    public Optional<List<Line>> remove(String name, Transaction tx) {
        Policies policies = new Policies(tx);
        if (policies.find(name).isEmpty()) {
            return Optional.empty();
        }
        List<Applied> rest =
                policies.all().stream().filter(one -> !one.name().equals(name)).toList();
        List<Line> lines = CoverWork.of(tx, rest, false).stream()
                .filter(work -> work.before()
                        .filter(before -> before.policy().equals(name))
                        .isPresent())
                .map(work -> done(work, tx))
                .toList();
        policies.remove(name);
        return Optional.of(lines);
    }

    /**
     * Looks at every secret, and does what is to be done, each in a transaction of its own, so that one in trouble holds
     * up no other.
     *
     * @return what was done
     */
    List<Line> sweep() {
        List<CoverWork> found = store.read(tx -> CoverWork.of(tx, new Policies(tx).all(), false));
        List<Line> lines = new ArrayList<>();
        for (CoverWork work : found) {
            if (isToBeDone(work)) {
                try {
                    lines.add(swept(work));
                } catch (StoreException e) {
                    throw e;
                } catch (RuntimeException e) {
                    LOG.error("{} could not be brought under its rotation policy", work.arn(), e);
                }
            }
        }
        return List.copyOf(lines);
    }

    private Line swept(CoverWork work) {
        Line line = store.write(tx -> isStill(work, tx) ? done(work, tx) : line(work, work.before()));
        if (!line.problem().equals(work.before().flatMap(Cover::problem))) {
            line.problem()
                    .ifPresent(problem -> LOG.warn(
                            "{} is not rotated as the policy `{}` says: {}", work.arn(), line.policy(), problem));
        }
        return line;
    }

    private static boolean isToBeDone(CoverWork work) {
        boolean knownAlready = work.kind() == Kind.TORN
                && (work.before().flatMap(Cover::version).isPresent()
                        || work.before().flatMap(Cover::problem).equals(work.detail()));
        return work.kind() != Kind.NOTHING && !knownAlready;
    }

    /** A policy may have been applied, or the secret destroyed, since we looked. */
    private static boolean isStill(CoverWork work, Transaction tx) {
        return work.applied()
                        .map(applied -> new Policies(tx)
                                .find(applied.name())
                                .filter(now -> now.version() == applied.version())
                                .isPresent())
                        .orElse(true)
                && new Covers(tx).of(work.arn()).equals(work.before());
    }

    private Line done(CoverWork work, Transaction tx) {
        SecretCoverage coverage = new SecretCoverage(tx, seal, others);
        return switch (work.kind()) {
            case COVER, RESTORE -> covered(work, coverage, tx);
            case NOTE ->
                line(
                        work,
                        Optional.of(coverage.note(
                                work.applied().orElseThrow(), work.secret().orElseThrow(), work.detail())));
            case TORN ->
                line(
                        work,
                        Optional.of(coverage.refused(
                                work.applied().orElseThrow(),
                                work.secret().orElseThrow(),
                                work.detail().orElseThrow())));
            case RELEASE -> {
                new Covers(tx).remove(work.arn());
                String policy = work.before().orElseThrow().policy();
                trail.append(tx, records.released(work.arn(), policy, tx.now()));
                yield line(work, work.before());
            }
            case NOTHING -> line(work, work.before());
        };
    }

    private Line covered(CoverWork work, SecretCoverage coverage, Transaction tx) {
        Applied applied = work.applied().orElseThrow();
        Governable secret = work.secret().orElseThrow();
        Cover cover = coverage.cover(applied, secret);
        if (cover.problem().isEmpty()) {
            trail.append(tx, records.covered(work.arn(), details(applied, cover, work), tx.now()));
        }
        return line(work, Optional.of(cover));
    }

    private static Map<String, String> details(Applied applied, Cover cover, CoverWork work) {
        Map<String, String> details = new TreeMap<>(Map.of(
                "Policy", applied.name(),
                "PolicyVersion", Integer.toString(applied.version()),
                "Environment", cover.environment(),
                "Rotation", applied.policy().wayWord(),
                "Schedule", applied.policy().schedule()));
        work.detail().ifPresent(drift -> details.put("PutBack", drift));
        return details;
    }

    private static Line line(CoverWork work, Optional<Cover> cover) {
        Arn arn = work.arn();
        return new Line(
                work.kind(),
                arn.account(),
                work.name(),
                cover.map(Cover::environment).orElse(""),
                cover.map(Cover::policy)
                        .or(() -> work.applied().map(Applied::name))
                        .orElse(""),
                cover.flatMap(Cover::problem),
                work.kind() == Kind.RESTORE ? work.detail() : cover.flatMap(Cover::drift));
    }
}
