package dev.keyturn.state.signin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Passwords that everybody tries, in lower case. Read once, about 18,000. */
public final class CommonPasswords {
    private static final String RESOURCE = "common-passwords.txt";

    private CommonPasswords() {}

    public static Set<String> all() {
        return Loaded.ALL;
    }

    /** Apart, so that it is read when the first password is chosen. */
    private static final class Loaded {
        static final Set<String> ALL = load();
    }

    private static Set<String> load() {
        try (InputStream stream = CommonPasswords.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("`" + RESOURCE + "` is missing");
            }
            return new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("reading `" + RESOURCE + "`", e);
        }
    }
}
