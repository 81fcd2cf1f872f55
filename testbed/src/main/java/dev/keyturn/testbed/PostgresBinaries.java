package dev.keyturn.testbed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs that Maven delivered, unpacked once per user and version.
 *
 * <p>{@code home} holds {@code bin}, {@code lib} and {@code share}; {@code id} names version, build and platform.
 */
record PostgresBinaries(Path home, String id) {

    /** @throws TestbedException if this platform has none, or they cannot be unpacked */
    static PostgresBinaries unpacked() {
        String resource = "/postgres-%s.txz".formatted(platform());
        URL url = PostgresBinaries.class.getResource(resource);
        if (url == null) {
            throw new TestbedException("no PostgreSQL binaries on the class path: `%s` is missing".formatted(resource));
        }
        return unpacked(url);
    }

    /**
     * @param jar of another version than the class path's
     * @throws TestbedException if it has none for this platform, or they cannot be unpacked
     */
    static PostgresBinaries unpackedFrom(Path jar) {
        try {
            return unpacked(URI.create("jar:%s!/postgres-%s.txz".formatted(jar.toUri(), platform()))
                    .toURL());
        } catch (MalformedURLException e) {
            throw new TestbedException("`%s` is no jar".formatted(jar), e);
        }
    }

    private static PostgresBinaries unpacked(URL url) {
        try {
            String id = id(url);
            Path home = Cache.directory(id, directory -> unpack(url, directory));
            return new PostgresBinaries(home, id);
        } catch (IOException e) {
            throw new TestbedException("cannot unpack the PostgreSQL binaries of `%s`".formatted(url), e);
        }
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** As the archives are called: os, hyphen, architecture. */
    private static String platform() {
        String os = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        if (os.equals("Linux") && architecture.equals("amd64")) {
            return "linux-x86_64";
        }
        if (os.equals("Linux") && architecture.equals("aarch64")) {
            return "linux-arm_64";
        }
        throw new TestbedException(
                "no PostgreSQL binaries for %s on %s: the tests and the demo need Linux on x86-64 or arm64"
                        .formatted(os, architecture));
    }

    /** The jar's name, which holds the version, and the archive's checksum: known without reading the archive. */
    private static String id(URL url) throws IOException {
        if (!(url.openConnection() instanceof JarURLConnection connection)) {
            throw new TestbedException("the PostgreSQL binaries are not in a jar: `%s`".formatted(url));
        }
        String jar = Path.of(connection.getJarFileURL().getPath()).getFileName().toString();
        return "%s-%08x"
                .formatted(
                        jar.replaceFirst("\\.jar$", ""),
                        connection.getJarEntry().getCrc());
    }

    private static void unpack(URL url, Path directory) throws IOException {
        try (InputStream packed = new BufferedInputStream(url.openStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, directory);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory) throws IOException {
        Path path = directory.resolve(entry.getName()).normalize();
        if (!path.startsWith(directory)) {
            throw new IOException("the archive's entry `%s` points outside of it".formatted(entry.getName()));
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, permissions(entry));
        }
    }

    /** Readable by all, whatever the umask: another account may have to run it. */
    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        boolean executable = (entry.getMode() & 0100) != 0;
        return PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
    }
}
