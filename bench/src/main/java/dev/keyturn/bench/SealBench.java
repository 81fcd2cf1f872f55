package dev.keyturn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import dev.keyturn.state.seal.Binding;
import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.KeyFile;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Store;

/** Sealing and opening a database secret of the usual size. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(jvmArgsAppend = "--enable-native-access=ALL-UNNAMED", value = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields up
public class SealBench {
    private final SecretBytes plaintext = SecretBytes.ofUtf8("""
            {"engine":"postgres","host":"orders.example.com","port":5432,"dbname":"orders","username":"orders",\
            "password":"0123456789abcdef0123456789abcdef"}""");
    private final Binding binding = new Binding(
            "123456789012",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/orders-AbCdEf",
            "0c7e9a5e-2b1f-4a59-9d5c-1f2e3d4c5b6a");

    private Path directory;
    private Store store;
    private Seal seal;
    private Sealed sealed;

    @Setup(Level.Trial)
    public void open() throws IOException {
        directory = Files.createTempDirectory("keyturn-bench");
        store = Store.sqlite(directory.resolve("keyturn.db"), InstantSource.system());
        KeyFile keyFile = KeyFile.openOrCreate(directory.resolve("seal.key"), directory, new SecureRandom());
        seal = EnvelopeSeal.open(store, keyFile.key(), new SecureRandom());
        sealed = seal.seal(plaintext, binding);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        store.close();
        Directories.delete(directory);
    }

    @Benchmark
    public Sealed seal() {
        return seal.seal(plaintext, binding);
    }

    @Benchmark
    public SecretBytes openSealed() {
        return seal.open(sealed, binding);
    }
}
