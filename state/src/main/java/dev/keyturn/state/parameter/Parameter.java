package dev.keyturn.state.parameter;

import java.util.ArrayList;
import java.util.List;

/**
 * A parameter with its latest version.
 *
 * @param name as it was given when it was made
 */
public record Parameter(String account, String name, ParameterVersion latest) {

    /** What its ARN ends in, and what it is found by. */
    public String arnName() {
        return arnName(name);
    }

    /** The same for {@code /a} and {@code a}. */
    public static String arnName(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    /** The level right above it; empty for one at the top. */
    String parent() {
        String arnName = arnName();
        return arnName.substring(0, Math.max(0, arnName.lastIndexOf('/')));
    }

    /** Every level above it, from the top: {@code a} and {@code a/b} for {@code /a/b/c}. */
    List<String> levels() {
        List<String> levels = new ArrayList<>();
        String arnName = arnName();
        for (int slash = arnName.indexOf('/'); slash >= 0; slash = arnName.indexOf('/', slash + 1)) {
            levels.add(arnName.substring(0, slash));
        }
        return levels;
    }
}
