package dev.keyturn.databases.rotation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.TargetSettings;

/** A server's rotation in a process of its own that stops dead at one fault point, as {@code kill -9} would stop it. */
final class CrashingChild {
    static final int HALTED = 42;

    private CrashingChild() {}

    /**
     * @param arguments the store's folder, the certificate of the databases' authority or {@code -}, the fault point,
     *     {@code short} for a short lease
     */
    public static void main(String[] arguments) throws InterruptedException {
        FaultPoint fatal = FaultPoint.valueOf(arguments[2]);
        RotationPolicy policy = arguments[3].equals("short") ? RotationWorld.SHORT_LEASE : RotationWorld.POLICY;
        Optional<Path> authority =
                Optional.of(arguments[1]).filter(path -> !path.equals("-")).map(Path::of);
        TargetSettings settings = TargetSettings.standard(new AddressPolicy(true), authority);
        try (RotationWorld world = new RotationWorld(Path.of(arguments[0]), settings, Duration.ZERO)) {
            world.round(policy, point -> {
                if (point == fatal) {
                    Runtime.getRuntime().halt(HALTED);
                }
            });
        }
    }
}
