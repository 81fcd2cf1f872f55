package dev.keyturn.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        String name = "%s-cluster-%d".formatted(binaries.id(), EDITION);
        Path directory = Cache.directory(name, making -> make(binaries, account, making));
        return new ClusterTemplate(directory.resolve("data"), directory.resolve("tls"));
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
