package dev.keyturn.databases.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;

/** What an engine is sent, as a file that a review sees change. */
final class GoldenSql {
    private static final Path FOLDER = Path.of("src/test/resources/sql");

    private final ScriptedDriver driver;
    private final StringBuilder text = new StringBuilder();

    /** Something that is done in a session. */
    interface Step {
        Object run() throws TargetException;
    }

    /** Something that gives nothing back. */
    interface Change {
        void run() throws TargetException;
    }

    GoldenSql(String heading, ScriptedDriver driver) {
        this.driver = driver;
        text.append("# ").append(heading).append("\n");
    }

    void connection() {
        text.append("\n## connection\n").append(driver.url()).append('\n');
        Properties properties = driver.properties();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            text.append(name).append(" = ").append(properties.getProperty(name)).append('\n');
        }
    }

    void change(String title, Change change) {
        step(title, () -> {
            change.run();
            return "";
        });
    }

    /** The statements, and after {@code ->} what came of them. */
    void step(String title, Step step) {
        String came;
        try {
            came = step.run().toString();
        } catch (TargetException e) {
            came = e.outcome() + ": " + e.getMessage();
        }
        text.append("\n## ").append(title).append('\n');
        driver.takeStatements().forEach(sql -> text.append(sql).append('\n'));
        if (!came.isEmpty()) {
            text.append("-> ")
                    .append(came.replace("], Finding[", "],\n   Finding["))
                    .append('\n');
        }
    }

    void matches(String file) throws IOException {
        Path golden = FOLDER.resolve(file);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(golden, text);
        }
        assertThat(text.toString())
                .as("%s; if the change is meant, write it anew with -Dgolden.write=true", file)
                .isEqualTo(Files.readString(golden));
    }
}
