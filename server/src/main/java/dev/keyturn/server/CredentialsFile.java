package dev.keyturn.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * Writes an access key in the AWS shared-credentials format, readable by its owner only.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">Shared config and credentials
 *     files</a>
 */
final class CredentialsFile {
    private CredentialsFile() {}

    /** Replaces {@code file} as a whole, so that nobody ever reads half of it. */
    static void write(Path file, RootKey key) {
        Path target = file.toAbsolutePath();
        try {
            Path directory = target.getParent();
            if (directory == null) {
                throw new StartRefusedException("`" + file + "` is not a file name");
            }
            Path draft = Files.createTempFile(
                    directory,
                    ".credentials",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(draft, text("default", key));
                force(draft, StandardOpenOption.WRITE);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
            force(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new StartRefusedException("the credentials file `" + file + "` cannot be written", e);
        }
    }

    /** The store will say durably that the key has been told: then it must be here after a power cut, too. */
    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    static String text(String profile, RootKey key) {
        return """
                [%s]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(profile, key.accessKeyId(), key.secretAccessKey().revealUtf8(Reason.ANSWER_CALLER));
    }
}
