package dev.keyturn.edge.aws;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

import dev.keyturn.edge.aws.ModelPlan.Member;
import dev.keyturn.edge.aws.ShapeFacts.Bounds;
import dev.keyturn.edge.aws.ShapeFacts.Structure;

/** Checks a decoded request against what the API model demands of it, and words violations as AWS does. */
public final class Constraints {
    /** AWS quotes all of a value; more than this helps nobody. */
    private static final int QUOTED_LENGTH = 1024;

    private final ServiceFacts service;
    private final List<String> violations = new ArrayList<>(0);

    private Constraints(ServiceFacts service) {
        this.service = service;
    }

    /** @throws AwsFailure {@link CommonError#VALIDATION} naming every violation, sensitive values left out */
    public static void check(OperationFacts operation, SdkPojo request) {
        Constraints constraints = new Constraints(operation.service());
        constraints.structure(operation.service().input(operation), request, "");
        List<String> violations = constraints.violations;
        if (!violations.isEmpty()) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    violations.size() + " validation error" + (violations.size() == 1 ? "" : "s") + " detected: "
                            + String.join("; ", violations));
        }
    }

    private void structure(Structure facts, SdkPojo pojo, String prefix) {
        for (Member member : ModelPlan.of(pojo).members()) {
            String name = member.modelName();
            String shape = facts.members().get(name);
            if (shape == null) {
                continue; // The SDK knows a member that the model did not have yet.
            }
            Object value = member.get(pojo);
            String path = prefix + ModelPlan.lowerCamel(name);
            if (value != null) {
                value(
                        service.shape(shape),
                        value,
                        path,
                        service.sensitiveMembers().contains(name) || Redaction.isCredential(name));
            } else if (facts.required().contains(name)) {
                violations.add("Value null at '" + path + "' failed to satisfy constraint: Member must not be null");
            }
        }
    }

    private void value(ShapeFacts facts, Object value, String path, boolean secret) {
        boolean hidden = secret || facts.sensitive();
        switch (facts) {
            case Structure structure -> structure(structure, (SdkPojo) value, path + ".");
            case ShapeFacts.Sequence list -> list(list, (Collection<?>) value, path, hidden);
            case ShapeFacts.Mapping map -> map(map, (Map<?, ?>) value, path, hidden);
            case ShapeFacts.Text text -> {
                for (String constraint : violated(text, value)) {
                    violation(value, path, constraint, hidden);
                }
            }
            case ShapeFacts.Number number -> number(number, (Number) value, path, hidden);
            case ShapeFacts.Free _ -> {}
        }
    }

    private void number(ShapeFacts.Number facts, Number value, String path, boolean hidden) {
        if (facts.bounds().below(value.longValue())) {
            violation(
                    value,
                    path,
                    "Member must have value greater than or equal to "
                            + facts.bounds().min().getAsLong(),
                    hidden);
        }
        if (facts.bounds().above(value.longValue())) {
            violation(
                    value,
                    path,
                    "Member must have value less than or equal to "
                            + facts.bounds().max().getAsLong(),
                    hidden);
        }
    }

    private void list(ShapeFacts.Sequence facts, Collection<?> list, String path, boolean hidden) {
        length(facts.length(), list.size()).forEach(constraint -> violation(list, path, constraint, hidden));
        switch (service.shape(facts.member())) {
            // Texts in a list are not counted one by one: the list is quoted with all that each must satisfy.
            case ShapeFacts.Text text -> {
                if (list.stream().anyMatch(element -> !violated(text, element).isEmpty())) {
                    violation(list, path, "Member must satisfy constraint: " + all(text), hidden || text.sensitive());
                }
            }
            case Structure _, ShapeFacts.Sequence _, ShapeFacts.Mapping _, ShapeFacts.Number _, ShapeFacts.Free _ -> {
                int index = 0;
                for (Object element : list) {
                    index++;
                    value(service.shape(facts.member()), element, path + "." + index + ".member", hidden);
                }
            }
        }
    }

    private void map(ShapeFacts.Mapping facts, Map<?, ?> map, String path, boolean hidden) {
        length(facts.length(), map.size()).forEach(constraint -> violation(map, path, constraint, hidden));
        if (service.shape(facts.key()) instanceof ShapeFacts.Text key
                && map.keySet().stream().anyMatch(name -> !violated(key, name).isEmpty())) {
            violation(map, path, "Map keys must satisfy constraint: " + all(key), hidden);
        }
        if (service.shape(facts.value()) instanceof ShapeFacts.Text text
                && map.values().stream()
                        .anyMatch(value -> !violated(text, value).isEmpty())) {
            violation(map, path, "Map value must satisfy constraint: " + all(text), hidden);
        }
    }

    /** What a string or blob fails; the pattern is only tried on a length that is in bounds. */
    private static List<String> violated(ShapeFacts.Text facts, Object value) {
        if (value instanceof SdkBytes bytes) {
            return length(facts.bounds(), bytes.asByteArrayUnsafe().length);
        }
        String text = (String) value;
        long length = facts.inBytes() ? utf8Length(text) : text.codePointCount(0, text.length());
        List<String> violated = length(facts.bounds(), length);
        boolean matches = facts.pattern().isEmpty()
                || facts.bounds().above(length)
                || facts.pattern().get().matcher(text).matches();
        boolean listed = facts.enumValues().isEmpty() || facts.enumValues().contains(text);
        // A secret is sealed as it is; whatever else has one could be kept in SQLite but not in PostgreSQL.
        boolean storable = facts.sensitive() || text.indexOf('\0') < 0;
        if (matches && listed && storable) {
            return violated;
        }
        List<String> more = new ArrayList<>(violated);
        if (!storable) {
            more.add("Member must not contain the null character");
        }
        if (!matches) {
            more.add(pattern(facts));
        }
        if (!listed) {
            more.add(enumeration(facts));
        }
        return more;
    }

    private static long utf8Length(String text) {
        return text.codePoints()
                .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
    }

    private static List<String> length(Bounds bounds, long length) {
        if (bounds.below(length)) {
            return List.of(atLeast(bounds));
        }
        return bounds.above(length) ? List.of(atMost(bounds)) : List.of();
    }

    /** Everything that such a text must satisfy. */
    private static String all(ShapeFacts.Text facts) {
        List<String> all = new ArrayList<>();
        if (facts.bounds().max().isPresent()) {
            all.add(atMost(facts.bounds()));
        }
        if (facts.bounds().min().isPresent()) {
            all.add(atLeast(facts.bounds()));
        }
        if (facts.pattern().isPresent()) {
            all.add(pattern(facts));
        }
        if (!facts.enumValues().isEmpty()) {
            all.add(enumeration(facts));
        }
        return all.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    private static String atLeast(Bounds bounds) {
        return "Member must have length greater than or equal to "
                + bounds.min().getAsLong();
    }

    private static String atMost(Bounds bounds) {
        return "Member must have length less than or equal to " + bounds.max().getAsLong();
    }

    private static String pattern(ShapeFacts.Text facts) {
        return "Member must satisfy regular expression pattern: "
                + facts.pattern().orElseThrow().pattern();
    }

    private static String enumeration(ShapeFacts.Text facts) {
        return "Member must satisfy enum value set: " + facts.enumValues();
    }

    private void violation(Object value, String path, String constraint, boolean hidden) {
        violations.add("Value " + (hidden ? "" : "'" + quoted(value) + "' ") + "at '" + path
                + "' failed to satisfy constraint: " + constraint);
    }

    /** A structure's own {@code toString} leaves sensitive members out. */
    private static String quoted(Object value) {
        String text = value.toString();
        return text.length() <= QUOTED_LENGTH ? text : text.substring(0, QUOTED_LENGTH) + "...";
    }
}
