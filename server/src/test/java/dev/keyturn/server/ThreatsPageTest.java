package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A page that says which test holds what must not outlive the test. */
class ThreatsPageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern REFERENCE = Pattern.compile("`([A-Z]\\w+Test)#(\\w+)`");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = new ArrayList<>();
        List<MatchResult> references = REFERENCE
                .matcher(Files.readString(ROOT.resolve("docs").resolve("design").resolve("threats.md")))
                .results()
                .toList();
        for (MatchResult reference : references) {
            String source = sources.getOrDefault(reference.group(1), "");
            if (!source.contains(" " + reference.group(2) + "(")) {
                missing.add(reference.group());
            }
        }
        assertThat(references).hasSizeGreaterThan(50);
        assertThat(missing).isEmpty();
    }

    /** By class name; two of the same name count as one. */
    private static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (var modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(tests)) {
                    for (Path file : files.filter(f -> f.toString().endsWith("Test.java"))
                            .toList()) {
                        String name = file.getFileName().toString().replace(".java", "");
                        sources.merge(name, Files.readString(file), String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
