package dev.keyturn.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every new MariaDB starts from, made once per user and version: the system tables and the certificates.
 *
 * @param data a data directory with the system tables, and nobody who could log in
 * @param tls a directory with {@link Certificates}
 */
record MariaDbTemplate(Path data, Path tls) {

    /** How the data files are laid out, for every start: the defaults would make a copy of 100 MB. */
    static final List<String> LAYOUT = List.of(
            "--innodb-data-file-path=ibdata1:4M:autoextend",
            "--innodb-autoextend-increment=1",
            "--innodb-temp-data-file-path=ibtmp1:1M:autoextend",
            "--innodb-undo-tablespaces=0",
            "--innodb-log-file-size=4M",
            "--innodb-buffer-pool-size=16M");

    // Part of the cache's key: to be raised with every change to what is made here.
    private static final int EDITION = 1;

    static MariaDbTemplate of(MariaDbBinaries binaries, Account account) throws IOException {
        String owner = account.owner().isPresent() ? "uid" + account.owner().getAsInt() : "own";
        String name = "%s-data-%d-%s".formatted(binaries.id(), EDITION, owner);
        Path directory = Cache.directory(name, making -> make(binaries, account, making));
        return new MariaDbTemplate(directory.resolve("data"), directory.resolve("tls"));
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

    private static void make(MariaDbBinaries binaries, Account account, Path directory) throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        account.own(data);
        List<String> command = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--bootstrap",
                "--datadir=" + data,
                "--lc-messages-dir=" + binaries.share()));
        command.addAll(LAYOUT);
        Command.run(account.command(command), bootstrap(binaries.share()));
        Certificates.issue(Files.createDirectory(directory.resolve("tls")));
    }

    /** As mariadb-install-db has it, without help texts and sys schema; each server gets its own superuser. */
    private static String bootstrap(Path share) throws IOException {
        return "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n"
                + Files.readString(share.resolve("mariadb_system_tables.sql"))
                + Files.readString(share.resolve("mariadb_performance_tables.sql"))
                + Files.readString(share.resolve("mariadb_system_tables_data.sql"))
                + "DELETE FROM global_priv WHERE User = 'root';\nDELETE FROM proxies_priv;\n";
    }
}
