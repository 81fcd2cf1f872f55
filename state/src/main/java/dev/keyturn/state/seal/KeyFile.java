package dev.keyturn.state.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * The root key in a file: 32 bytes in base64, one line, readable by its owner only.
 *
 * @param besideData the file lies in the data directory, so that whoever copies the data has the key as well: to be
 *     said to the operator
 */
public record KeyFile(RootKey key, Path path, boolean created, boolean besideData) {
    private static final int MOST_BYTES = 256;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /**
     * Reads the key, or makes a new one if there is no such file.
     *
     * @throws KeyFileException if others than the owner may read it, or it is not a key file
     */
    public static KeyFile openOrCreate(Path path, Path dataDirectory, SecureRandom random) {
        Path file = path.toAbsolutePath().normalize();
        try {
            boolean created = !Files.exists(file) && create(file, random);
            return new KeyFile(read(file), file, created, isInside(file, dataDirectory));
        } catch (IOException e) {
            throw new KeyFileException("cannot use the key file `" + file + "`", e);
        }
    }

    /** Says where the key is, never what it is. */
    @Override
    public String toString() {
        return "KeyFile[" + path + "]";
    }

    /**
     * The whole key appears under its name at once, or not at all: it is written and forced to disk under another
     * name, then linked, which fails if somebody else was faster.
     *
     * @return false if another process made the file meanwhile; it is read then
     */
    private static boolean create(Path file, SecureRandom random) throws IOException {
        Path folder = folderOf(file);
        Files.createDirectories(folder);
        byte[] key = new byte[RootKey.LENGTH];
        random.nextBytes(key);
        byte[] line = (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII);
        Path draft = folder.resolve("." + file.getFileName() + "." + Long.toHexString(random.nextLong()));
        try {
            try (SeekableByteChannel channel = Files.newByteChannel(
                    draft, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(folder))) {
                ByteBuffer rest = ByteBuffer.wrap(line);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                if (channel instanceof FileChannel onDisk) {
                    onDisk.force(true);
                }
            }
            Files.createLink(file, draft);
            force(folder);
            return true;
        } catch (FileAlreadyExistsException _) {
            return false;
        } finally {
            Files.deleteIfExists(draft);
            Arrays.fill(key, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }

    private static RootKey read(Path file) throws IOException {
        if (hasPosixPermissions(file)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            boolean others = permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER"));
            if (others) {
                throw new KeyFileException(
                        "the key file `" + file + "` is open to others than its owner ("
                                + PosixFilePermissions.toString(permissions)
                                + "); make it 0600, and consider a new key",
                        null);
            }
        }
        if (Files.size(file) > MOST_BYTES) {
            throw notAKey(file);
        }
        byte[] content = Files.readAllBytes(file);
        try {
            byte[] trimmed =
                    new String(content, StandardCharsets.ISO_8859_1).strip().getBytes(StandardCharsets.ISO_8859_1);
            return RootKey.of(SecretBytes.of(Base64.getDecoder().decode(trimmed)));
        } catch (IllegalArgumentException _) {
            throw notAKey(file); // its message would show parts of the content
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static KeyFileException notAKey(Path file) {
        return new KeyFileException("`" + file + "` is not a key file: one line of base64 for 32 bytes", null);
    }

    private static boolean isInside(Path file, Path dataDirectory) throws IOException {
        return Files.exists(dataDirectory) && file.toRealPath().startsWith(dataDirectory.toRealPath());
    }

    private static Path folderOf(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("not a file: " + file);
        }
        return folder;
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return hasPosixPermissions(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosixPermissions(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix");
    }

    /** So that the name survives a power cut as the data sealed under the key will. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
