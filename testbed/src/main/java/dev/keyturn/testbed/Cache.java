package dev.keyturn.testbed;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What takes seconds to make and is the same every time, kept in a directory of the present user's.
 *
 * <p>{@code KEYTURN_TESTBED_CACHE} names another place. Root's is under {@code /var/cache}, since the account that runs
 * the database must be able to read it and {@code /root} is closed to it.
 */
final class Cache {

    private Cache() {}

    /** Fills a fresh, empty directory. */
    interface Maker {
        void makeIn(Path directory) throws IOException;
    }

    /**
     * The directory called {@code name}, made by {@code maker} if it is not there.
     *
     * <p>INVARIANT: a directory is complete from the moment it has its name. It is made under another name and then
     * renamed, so of several JVMs that make it at once one wins and the others take the winner's.
     */
    static Path directory(String name, Maker maker) throws IOException {
        Path made = root().resolve(name);
        if (Files.isDirectory(made)) {
            return made;
        }
        Path making = Files.createTempDirectory(root(), ".making-");
        try {
            Files.setPosixFilePermissions(making, PosixFilePermissions.fromString("rwxr-xr-x"));
            maker.makeIn(making);
            Files.move(making, made, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (IOException e) {
            if (!Files.isDirectory(made)) {
                throw e;
            }
        } finally {
            FileTree.delete(making);
        }
        return made;
    }

    private static Path root() {
        List<String> refusals = new ArrayList<>();
        for (Path candidate : candidates()) {
            Optional<String> refusal = refusal(candidate);
            if (refusal.isEmpty()) {
                return candidate;
            }
            refusals.add("`%s`: %s".formatted(candidate, refusal.get()));
        }
        throw new TestbedException("no directory to keep the database binaries in; set KEYTURN_TESTBED_CACHE to one"
                + " (tried " + String.join("; ", refusals) + ")");
    }

    private static List<Path> candidates() {
        String chosen = System.getenv("KEYTURN_TESTBED_CACHE");
        if (chosen != null && !chosen.isEmpty()) {
            return List.of(Path.of(chosen).toAbsolutePath());
        }
        String user = System.getProperty("user.name");
        List<Path> candidates = new ArrayList<>();
        if ("root".equals(user)) {
            candidates.add(Path.of("/var/cache/keyturn-testbed"));
        } else {
            String xdg = System.getenv("XDG_CACHE_HOME");
            Path caches = xdg != null && xdg.startsWith("/")
                    ? Path.of(xdg)
                    : Path.of(System.getProperty("user.home"), ".cache").toAbsolutePath();
            candidates.add(caches.resolve("keyturn-testbed"));
        }
        candidates.add(Path.of(System.getProperty("java.io.tmpdir"), "keyturn-testbed-" + user)
                .toAbsolutePath());
        return candidates;
    }

    /** Why {@code directory} will not do; empty if it exists now and is ours. */
    private static Optional<String> refusal(Path directory) {
        try {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(directory);
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            // In a shared /tmp somebody else could have put binaries of their own there for us to run.
            String owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
            if (!owner.equals(System.getProperty("user.name"))) {
                return Optional.of("belongs to " + owner);
            }
            return Files.isWritable(directory) ? Optional.empty() : Optional.of("not writable");
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }
}
