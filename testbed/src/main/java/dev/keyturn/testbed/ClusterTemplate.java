package dev.keyturn.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every new server starts from, made once per user and version: initdb and keytool take longer than all the rest of
 * a start.
 *
 * @param data a data directory fresh from initdb
 * @param tls a directory with {@link Certificates}
 */
record ClusterTemplate(Path data, Path tls) {

    static final String SUPERUSER = "postgres";

    // Part of the cache's key: to be raised with every change to what is made here.
    private static final int EDITION = 1;

    static ClusterTemplate of(PostgresBinaries binaries, Account account) throws IOException {
        String owner = account.owner().isPresent() ? "uid" + account.owner().getAsInt() : "own";
        String name = "%s-cluster-%d-%s".formatted(binaries.id(), EDITION, owner);
        Path directory = Cache.directory(name, making -> make(binaries, account, making));
        return new ClusterTemplate(directory.resolve("data"), directory.resolve("tls"));
    }

    /** A copy of the data in {@code home/data} and of the certificates in {@code home/tls}, the account's own. */
    Certificates copyTo(Path home, Account account) throws IOException {
        // cp, since it runs as the account, so that all becomes its own, and takes half of the time that Java would.
        Command.run(
                account.command(List.of(
                        "cp", "-Rp", data.toString(), home.resolve("data").toString())),
                "");
        Path copies = Files.createDirectory(home.resolve("tls"));
        account.own(copies); // the directory too: the watchdog, which deletes it, runs as the account
        try (Stream<Path> files = Files.list(tls)) {
            for (Path file : files.toList()) {
                Path copy = copies.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                account.own(copy);
            }
        }
        return Certificates.in(copies);
    }

    private static void make(PostgresBinaries binaries, Account account, Path directory) throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        account.own(data);
        Command.run(
                account.command(List.of(
                        binaries.program("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + SUPERUSER,
                        "--encoding=UTF8",
                        "--locale=C", // the only one that every machine has
                        "--auth=trust", // each server gets its own pg_hba.conf and password before it listens
                        "--wal-segsize=1", // MiB; the default of 16 would be half of every copy
                        "--no-sync",
                        "--no-instructions")),
                "");
        Certificates.issue(Files.createDirectory(directory.resolve("tls")));
    }
}
