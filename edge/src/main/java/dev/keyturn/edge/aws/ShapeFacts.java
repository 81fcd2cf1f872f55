package dev.keyturn.edge.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the API model says of one input shape. Shapes refer to each other by name, see {@link ServiceFacts#shape}.
 */
public sealed interface ShapeFacts {
    /** Whether its value may appear in no message, log or trail. */
    boolean sensitive();

    /** @param members member name to shape name, both in the model's spelling */
    record Structure(Set<String> required, Map<String, String> members, boolean sensitive) implements ShapeFacts {}

    record Sequence(Bounds length, String member, boolean sensitive) implements ShapeFacts {}

    record Mapping(Bounds length, String key, String value, boolean sensitive) implements ShapeFacts {}

    /**
     * A string or a blob.
     *
     * @param bounds of its length: in code points of a string, in bytes of a blob
     * @param inBytes whether a string's length counts in bytes of UTF-8 after all
     */
    record Text(Bounds bounds, boolean inBytes, Optional<Pattern> pattern, List<String> enumValues, boolean sensitive)
            implements ShapeFacts {}

    /** @param bounds of its value */
    record Number(Bounds bounds, boolean sensitive) implements ShapeFacts {}

    /** Boolean or timestamp: nothing to check. */
    record Free(boolean sensitive) implements ShapeFacts {}

    /** Both ends included; {@code below} and {@code above} say on which side a value is out. */
    record Bounds(OptionalLong min, OptionalLong max) {
        public boolean below(long value) {
            return min.isPresent() && value < min.getAsLong();
        }

        public boolean above(long value) {
            return max.isPresent() && value > max.getAsLong();
        }
    }
}
