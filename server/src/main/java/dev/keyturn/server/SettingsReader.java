package dev.keyturn.server;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads settings from a file and from flags, strictly: whatever is not a setting is an error that names it. */
public final class SettingsReader {
    private static final int FILE_ORDINAL = 100;
    private static final int FLAG_ORDINAL = 200;

    private SettingsReader() {}

    /**
     * @param file a properties file whose names begin with {@code keyturn.}
     * @param flags by the settings' names, without the prefix
     * @throws StartRefusedException naming each unknown or unusable setting
     */
    public static Settings read(Optional<Path> file, Map<String, String> flags) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(Settings.class);
        // Only these sources: a stray environment variable must not change who may listen where.
        file.ifPresent(path -> builder.withSources(source(path)));
        builder.withSources(new PropertiesConfigSource(
                flags.entrySet().stream()
                        .collect(Collectors.toMap(flag -> "keyturn." + flag.getKey(), Map.Entry::getValue)),
                "the command line",
                FLAG_ORDINAL));
        try {
            return builder.build().getConfigMapping(Settings.class);
        } catch (ConfigValidationException e) {
            throw new StartRefusedException(
                    IntStream.range(0, e.getProblemCount())
                            .mapToObj(i -> explain(e.getProblem(i).getMessage()))
                            .collect(Collectors.joining("; ")),
                    e);
        }
    }

    /** The library's words, without its message number, and with what "maps to no root" means to a reader. */
    private static String explain(String problem) {
        return problem.replaceFirst("^SRCFG\\d+: ", "")
                .replaceFirst("^(\\S+) in .*does not map to any root$", "there is no setting `$1`");
    }

    private static PropertiesConfigSource source(Path file) {
        try {
            return new PropertiesConfigSource(file.toUri().toURL(), FILE_ORDINAL);
        } catch (IOException e) {
            throw new StartRefusedException("the settings file `" + file + "` cannot be read", e);
        } catch (UncheckedIOException e) {
            throw new StartRefusedException("the settings file `" + file + "` cannot be read", e);
        }
    }
}
