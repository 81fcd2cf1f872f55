package dev.keyturn.state.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one server, held so that a second server on it is refused. The operating system gives the lock back
 * when the process ends in whatever way, so nothing has to be cleaned up after {@code kill -9}.
 */
public final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the folder if it is missing, readable by its owner only, and locks it.
     *
     * @throws StoreException if another server holds it, or it cannot be made or written
     */
    public static DataDirectory open(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        try {
            makeFolder(folder);
            FileChannel channel = FileChannel.open(
                    folder.resolve("keyturn.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StoreException(
                        "the data directory `" + folder + "` is in use by another server: stop that first",
                        false,
                        null);
            }
            return new DataDirectory(folder, channel);
        } catch (IOException e) {
            throw new StoreException("cannot use `" + folder + "` as the data directory", false, e);
        }
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot unlock the data directory `" + path + "`", false, e);
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // held by this very process
        }
    }
}
