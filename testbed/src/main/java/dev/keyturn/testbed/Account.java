package dev.keyturn.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The operating-system account that database processes run as.
 *
 * <p>PostgreSQL refuses to run as root, because a superuser's SQL can run any program. An ordinary user runs it as
 * themselves; root hands it to {@code nobody}, by whichever of the usual programs is there and works in this container.
 *
 * @param prefix the words to put before a command; empty when no change is needed
 * @param owner the numeric user that must own what the database writes; empty when that is already so
 */
record Account(List<String> prefix, OptionalInt owner) {

    private static final String USER = "nobody";

    Account {
        prefix = List.copyOf(prefix);
    }

    /** @throws TestbedException if we are root and no way to run a program as somebody else works here */
    static Account forDatabases() {
        return Present.ACCOUNT;
    }

    /** Detected once per JVM. */
    private static final class Present {
        static final Account ACCOUNT = detect();
    }

    private static Account detect() {
        if (!Command.run(List.of("id", "-u"), "").strip().equals("0")) {
            return new Account(List.of(), OptionalInt.empty());
        }
        List<String> refusals = new ArrayList<>();
        for (Account candidate : candidates()) {
            List<String> probe = candidate.command(List.of("id", "-u"));
            Command.Outcome outcome = Command.attempt(probe, "");
            String answer = outcome.output().strip();
            if (outcome.status() == 0 && answer.matches("[1-9][0-9]*")) {
                int owner = candidate.owner().orElseGet(() -> Integer.parseInt(answer));
                return new Account(candidate.prefix(), OptionalInt.of(owner));
            }
            refusals.add("`%s`: %s".formatted(String.join(" ", probe), answer));
        }
        throw new TestbedException("PostgreSQL does not run as root, and no way to run it as another user works here;"
                + " run as an ordinary user instead (tried " + String.join("; ", refusals) + ")");
    }

    private static List<Account> candidates() {
        OptionalInt asProbed = OptionalInt.empty();
        return List.of(
                new Account(List.of("setpriv", "--reuid=" + USER, "--regid=65534", "--clear-groups", "--"), asProbed),
                new Account(List.of("runuser", "-u", USER, "--"), asProbed),
                new Account(List.of("su", "-s", "/bin/sh", USER, "-c", "exec \"$0\" \"$@\"", "--"), asProbed),
                // A user namespace without a map: to PostgreSQL everything seems nobody's, to the file system root's.
                new Account(List.of("unshare", "-U", "--"), OptionalInt.of(0)));
    }

    List<String> command(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    /** Gives {@code path} alone, not what is below it, to the account. */
    void own(Path path) throws IOException {
        if (owner.isPresent()) {
            Files.setAttribute(path, "unix:uid", owner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }
}
