package dev.keyturn.state.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The root key's file. */
class KeyFileTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void aNewKeyIsReadableByItsOwnerOnlyAndLeavesNoDraft() throws IOException {
        Path file = folder.resolve("keys/root.key");
        KeyFile made = KeyFile.openOrCreate(file, folder.resolve("data"), RANDOM);
        assertThat(made.created()).isTrue();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(file)).matches("[A-Za-z0-9+/]{43}=\n");
        try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
            assertThat(files).containsExactly(file);
        }
        assertThat(KeyFile.openOrCreate(file, folder.resolve("data"), RANDOM).created())
                .isFalse();
    }

    @Test
    void aFileOpenToOthersIsRefused() throws IOException {
        Path file = folder.resolve("root.key");
        KeyFile.openOrCreate(file, folder.resolve("data"), RANDOM);
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            assertThatThrownBy(() -> KeyFile.openOrCreate(file, folder.resolve("data"), RANDOM))
                    .isInstanceOf(KeyFileException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining(open);
        }
    }

    @Test
    void aFileThatIsNoKeyIsRefusedWithoutShowingIt() throws IOException {
        for (String content : List.of("", "c2hvcnQ=", "canary canary!", "x".repeat(10_000))) {
            Path file = folder.resolve("bad" + content.length());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, content);
            assertThatThrownBy(() -> KeyFile.openOrCreate(file, folder.resolve("data"), RANDOM))
                    .isInstanceOf(KeyFileException.class)
                    .hasNoCause()
                    .hasMessageNotContaining("canary");
        }
    }

    @Test
    void aKeyBesideTheDataIsAFactToTell() {
        assertThat(KeyFile.openOrCreate(folder.resolve("root.key"), folder, RANDOM)
                        .besideData())
                .isTrue();
        assertThat(KeyFile.openOrCreate(folder.resolve("elsewhere/root.key"), folder.resolve("data"), RANDOM)
                        .besideData())
                .isFalse();
    }

    @Test
    void whoeverStartsAtTheSameTimeGetsTheSameKey() throws Exception {
        Path file = folder.resolve("root.key");
        List<Future<KeyFile>> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> KeyFile.openOrCreate(file, folder.resolve("data"), RANDOM)));
            }
        }
        int created = 0;
        HashSet<String> opened = new HashSet<>();
        byte[] id = new byte[8];
        byte[] wrapped = all.getFirst().get().key().wrap(new byte[32], id, RANDOM);
        for (Future<KeyFile> one : all) {
            created += one.get().created() ? 1 : 0;
            opened.add(java.util.Arrays.toString(one.get().key().unwrap(wrapped, id)));
        }
        assertThat(created).isOne();
        assertThat(opened).hasSize(1);
    }

    @Test
    void doesNotPrintTheKey() throws IOException {
        Path file = folder.resolve("root.key");
        KeyFile made = KeyFile.openOrCreate(file, folder, RANDOM);
        String key = Files.readString(file).strip();
        assertThat(made.toString() + made.key()).doesNotContain(key);
    }
}
