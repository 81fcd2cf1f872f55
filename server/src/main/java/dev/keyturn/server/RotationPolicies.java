package dev.keyturn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.keyturn.databases.rotation.PolicyCoverage;
import dev.keyturn.databases.rotation.PolicyCoverage.ConflictException;
import dev.keyturn.databases.rotation.PolicyCoverage.Line;
import dev.keyturn.state.identity.Accounts;
import dev.keyturn.state.identity.Accounts.Account;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.policy.CoverWork.Kind;
import dev.keyturn.state.rotation.policy.Covers;
import dev.keyturn.state.rotation.policy.Policies;
import dev.keyturn.state.rotation.policy.Policies.Applied;
import dev.keyturn.state.rotation.policy.Policy;
import dev.keyturn.state.rotation.policy.PolicyFormatException;
import dev.keyturn.state.rotation.policy.PolicyReader;
import dev.keyturn.state.store.Transaction;

/** The rotation policies in force, said by whoever runs the server: AWS has no call for them. */
final class RotationPolicies {
    private final OpenState state;
    private final Settings settings;
    private final PolicyCoverage coverage;
    private final Administration administration;

    RotationPolicies(OpenState state, Settings settings) {
        this.state = state;
        this.settings = settings;
        this.coverage = new PolicyCoverage(
                state.store(), state.seal(), state.trail(), FunctionSettings.names(settings), new SecureRandom());
        this.administration = new Administration(state, settings.region());
    }

    /**
     * What came of it, or would.
     *
     * @param applied what is in force of what the file holds
     * @param lines of the secrets that it is about
     */
    record Outcome(List<Applied> applied, List<Line> lines) {
        boolean isBad() {
            return lines.stream().anyMatch(line -> line.problem().isPresent());
        }
    }

    /**
     * Puts a file's policies in force, all or none.
     *
     * @param dry whether it is only tried, and nothing kept
     * @throws StartRefusedException with what is wrong; nothing was changed then
     */
    Outcome apply(Path file, boolean dry) {
        String text = text(file);
        try {
            return state.store().write(tx -> {
                Outcome outcome = applied(text, tx);
                if (dry) {
                    throw new OnlyTried(outcome);
                }
                return outcome;
            });
        } catch (OnlyTried tried) {
            return tried.outcome;
        } catch (PolicyFormatException e) {
            throw new StartRefusedException("`" + file + "`: " + e.getMessage(), e);
        } catch (ConflictException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Outcome applied(String text, Transaction tx) {
        List<Account> accounts = new Accounts(tx).all();
        OthersFunctions others = FunctionSettings.names(settings);
        List<Policy> policies = PolicyReader.file(
                text,
                named -> accounts.stream()
                        .anyMatch(account ->
                                account.id().equals(named) || account.name().equals(named)),
                name -> RotationFunction.isBuiltIn(name) || others.names().contains(name),
                tx.now());
        List<Line> lines = coverage.apply(policies, System.getProperty("user.name", ""), tx);
        Set<String> names = policies.stream().map(Policy::name).collect(Collectors.toSet());
        Outcome outcome = new Outcome(
                new Policies(tx)
                        .all().stream()
                                .filter(one -> names.contains(one.name()))
                                .toList(),
                lines.stream()
                        .filter(line -> line.kind() != Kind.NOTHING || names.contains(line.policy()))
                        .toList());
        administration.record("ApplyRotationPolicy", account(accounts), details(outcome), tx);
        return outcome;
    }

    /** @throws StartRefusedException if there is none of that name */
    List<Line> remove(String name) {
        return state.store().write(tx -> {
            List<Line> lines = coverage.remove(name, tx).orElseThrow(() -> absent(name));
            administration.record(
                    "RemoveRotationPolicy",
                    account(new Accounts(tx).all()),
                    Map.of("policy", name, "secrets", Integer.toString(lines.size())),
                    tx);
            return lines;
        });
    }

    /** @throws StartRefusedException if there is none of that name */
    Applied find(String name) {
        return state.store()
                .<Optional<Applied>>read(tx -> new Policies(tx).find(name))
                .orElseThrow(() -> absent(name));
    }

    /** By name. */
    List<Applied> all() {
        return state.store().read(tx -> new Policies(tx).all());
    }

    /** How many secrets are under each. */
    Map<String, Long> secrets() {
        return state.store().read(tx -> new Covers(tx).all()).stream()
                .collect(Collectors.groupingBy(Covers.Cover::policy, TreeMap::new, Collectors.counting()));
    }

    /** A policy is no account's: its record is where those of strangers are too. */
    private String account(List<Account> accounts) {
        return Stream.concat(settings.account().stream(), accounts.stream().map(Account::id))
                .findFirst()
                .orElseThrow(() ->
                        new StartRefusedException("there is no account yet: the first start of the server makes one"));
    }

    private static Map<String, String> details(Outcome outcome) {
        long problems = outcome.lines().stream()
                .filter(line -> line.problem().isPresent())
                .count();
        return Map.of(
                "policies",
                outcome.applied().stream()
                        .map(one -> one.name() + " " + one.version())
                        .collect(Collectors.joining(",")),
                "secrets",
                Integer.toString(outcome.lines().size()),
                "notCovered",
                Long.toString(problems));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartRefusedException("the file `" + file + "` cannot be read as text", e);
        }
    }

    private static StartRefusedException absent(String name) {
        return new StartRefusedException("there is no rotation policy `" + name + "`");
    }

    /** Undoes the transaction that it is thrown in: what was tried in it was done by the code that does it. */
    private static final class OnlyTried extends RuntimeException {
        private final transient Outcome outcome;

        OnlyTried(Outcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }
}
