package dev.keyturn.edge.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * The access keys by which another region's server is called, from a file in the format of the AWS CLI. Read for each
 * delivery, so that a key can be changed while the server runs.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">Shared config and credentials
 *     files</a>
 */
final class RegionCredentials {
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private RegionCredentials() {}

    /** @throws IllegalArgumentException if it cannot be read, or by more than its owner */
    static void check(Path file) {
        try {
            var _ = profiles(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the credentials file `" + file + "`: " + e.getMessage(), e);
        }
    }

    /** The key of the account's profile, or of the one called {@code default}; empty if there is neither. */
    static Optional<AwsBasicCredentials> of(Path file, String account) throws IOException {
        ProfileFile profiles = profiles(file);
        return profiles.profile(account).or(() -> profiles.profile("default")).flatMap(RegionCredentials::key);
    }

    private static void requireOwnersAlone(Path file) throws IOException {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw new IOException("it can be read by others than its owner: chmod 600");
            }
        } catch (UnsupportedOperationException _) {
            // A file system without such permissions: whoever uses one guards it otherwise.
        }
    }

    private static Optional<AwsBasicCredentials> key(Profile profile) {
        return profile.property(ProfileProperty.AWS_ACCESS_KEY_ID)
                .flatMap(id -> profile.property(ProfileProperty.AWS_SECRET_ACCESS_KEY)
                        .map(secret -> AwsBasicCredentials.create(id, secret)));
    }

    private static ProfileFile profiles(Path file) throws IOException {
        requireOwnersAlone(file);
        try (var in = Files.newInputStream(file)) {
            return ProfileFile.builder()
                    .content(in)
                    .type(ProfileFile.Type.CREDENTIALS)
                    .build();
        } catch (IllegalArgumentException _) { // it quotes lines, which hold keys
            throw new IOException("it is not in the format of the AWS CLI");
        }
    }
}
