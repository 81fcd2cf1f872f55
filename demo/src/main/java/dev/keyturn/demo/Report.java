package dev.keyturn.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.keyturn.state.rotation.RotationStep;

/** What the demo prints, as it goes. */
final class Report {
    private final PrintStream out;
    private final long start = System.nanoTime();

    Report(PrintStream out) {
        this.out = out;
    }

    <T> T timed(String what, Callable<T> work) throws Exception {
        long began = System.nanoTime();
        T made = work.call();
        line("%s in %s", what, millis(Duration.ofNanos(System.nanoTime() - began)));
        return made;
    }

    void stage(Stage stage) {
        line("account %s at %s", stage.server().account(), stage.server().endpoint());
    }

    void act(Act act) {
        out.println();
        out.println("== " + act.title());
        line(
                "secret %s holds the login `%s` on port %d",
                act.secret(), act.login(), act.played().port());
        line("eight clients log in and query: four with AWS's JDBC driver, four with the AWS SDK and HikariCP");
    }

    void rotation(int number, int of, Rotated rotated, Tally tally) {
        line(
                "rotation %2d/%d  create %s  set %s  test %s  finish %s  = %s%s",
                number,
                of,
                step(rotated, RotationStep.CREATE),
                step(rotated, RotationStep.SET),
                step(rotated, RotationStep.TEST),
                step(rotated, RotationStep.FINISH),
                millis(rotated.total()),
                rotated.uncovered().isZero() ? "" : ", only pending worked for " + millis(rotated.uncovered()));
        line(
                "                %,d logins, %,d queries, %d failures, %d refused logins retried by a driver or pool",
                tally.logins(), tally.queries(), tally.failures().size(), tally.refusedThenRetried());
    }

    void result(Act act, Claims claims, List<Rotated> rotated, Tally tally) {
        line(
                "%,d logins, %,d queries, %d failures; %d logins were refused and retried by the driver or pool itself",
                tally.logins(), tally.queries(), tally.failures().size(), tally.refusedThenRetried());
        tally.failures().stream().limit(5).forEach(failure -> line("  %s", failure));
        if (!act.alternating()) {
            line(
                    "widest window in which only the pending password worked: %s",
                    millis(rotated.stream()
                            .map(Rotated::uncovered)
                            .max(Duration::compareTo)
                            .orElse(Duration.ZERO)));
        }
        out.println("Who did what with the secret, from the trail:");
        claims.readers().forEach((call, times) -> out.printf(Locale.ROOT, "  %,7d x %s%n", times, call));
        for (Claims.Check check : claims.checks()) {
            out.printf("  %s  %s%n", check.held() ? "held  " : "BROKEN", check.claim());
        }
    }

    void end(boolean held) {
        out.println();
        line(held ? "every claim held" : "a claim did not hold");
    }

    void kept(Stage stage, String secret) {
        out.printf("""

                Left running until you press Ctrl-C. With the AWS CLI:

                  export AWS_CONFIG_FILE=%s AWS_SHARED_CREDENTIALS_FILE=%s
                  aws secretsmanager get-secret-value --secret-id %s
                  aws secretsmanager rotate-secret --secret-id %s
                  aws cloudtrail lookup-events --max-results 5
                %n""", stage.profile(), stage.profile(), secret, secret);
        out.flush();
    }

    private static String step(Rotated rotated, RotationStep step) {
        return millis(rotated.steps().getOrDefault(step, Duration.ZERO));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    private void line(String format, Object... arguments) {
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(Locale.ROOT, "%5.1f s  ", seconds);
        out.printf(Locale.ROOT, format + "%n", arguments);
        out.flush();
    }
}
