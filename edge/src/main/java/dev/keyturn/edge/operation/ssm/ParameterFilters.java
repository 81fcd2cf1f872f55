package dev.keyturn.edge.operation.ssm;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParametersFilter;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.parameter.Parameter;

/**
 * The filters of DescribeParameters and GetParametersByPath: a parameter has to pass each of them, and passes one by
 * any of its values.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html">
 *     ParameterStringFilter</a>
 */
final class ParameterFilters {
    private static final String TAG = "tag:";
    private static final String EQUALS = "Equals";
    private static final String BEGINS_WITH = "BeginsWith";

    private ParameterFilters() {}

    /** A parameter to be filtered. Its tags are looked up only if a filter asks for them. */
    record Candidate(Parameter parameter, Supplier<Map<String, String>> tags) {}

    /** @throws AwsFailure when a filter is none of DescribeParameters' */
    static Predicate<Candidate> describing(List<ParameterStringFilter> filters) {
        requireDistinct(filters);
        return filters.stream()
                .map(ParameterFilters::describing)
                .reduce(Predicate::and)
                .orElse(_ -> true);
    }

    private static Predicate<Candidate> describing(ParameterStringFilter filter) {
        if (filter.key().startsWith(TAG)) {
            return tag(filter);
        }
        return switch (filter.key()) {
            case "Path" -> path(filter);
            case "Name" -> name(filter);
            case "Tier" ->
                among(
                        filter,
                        text(ParameterTier.knownValues()),
                        c -> ParameterAnswers.tier(c.parameter().latest()).toString());
            case "DataType" -> values(filter, c -> c.parameter().latest().dataType());
            case "Type", "KeyId" -> ofVersion(filter);
            default -> throw invalidKey(filter.key(), "Path, Name, Type, KeyId, Tier");
        };
    }

    /**
     * Without the filter on labels, which chooses versions and not parameters.
     *
     * @throws AwsFailure when a filter is none of GetParametersByPath's
     */
    static Predicate<Candidate> byPath(List<ParameterStringFilter> filters) {
        requireDistinct(filters);
        return filters.stream()
                .filter(filter -> !filter.key().equals("Label"))
                .map(filter -> switch (filter.key()) {
                    case "Type", "KeyId" -> ofVersion(filter);
                    default -> throw invalidKey(filter.key(), "Type, KeyId");
                })
                .reduce(Predicate::and)
                .orElse(_ -> true);
    }

    /** Whether a label is asked for. */
    static Predicate<String> label(ParameterStringFilter filter) {
        BiPredicate<String, String> match = match(filter, false);
        List<String> wanted = required(filter);
        return label -> wanted.stream().anyMatch(value -> match.test(label, value));
    }

    /** Those of old: a name begins with the value, anything else is the value. */
    static Predicate<Candidate> old(List<ParametersFilter> filters) {
        return filters.stream()
                .map(ParameterFilters::old)
                .reduce(Predicate::and)
                .orElse(_ -> true);
    }

    private static Predicate<Candidate> old(ParametersFilter filter) {
        List<String> values = filter.values();
        return switch (filter.key()) {
            case NAME ->
                c -> values.stream().anyMatch(value -> c.parameter().arnName().startsWith(Parameter.arnName(value)));
            case TYPE ->
                c -> values.contains(
                        ParameterAnswers.type(c.parameter().latest()).toString());
            case KEY_ID ->
                c -> c.parameter().latest().kmsKeyId().filter(values::contains).isPresent();
            case UNKNOWN_TO_SDK_VERSION -> throw invalidKey(filter.keyAsString(), "Name, Type, KeyId");
        };
    }

    private static void requireDistinct(List<ParameterStringFilter> filters) {
        Set<String> seen = new HashSet<>();
        for (ParameterStringFilter filter : filters) {
            if (!seen.add(filter.key())) {
                throw AwsFailure.of(
                        "InvalidFilterKeyException",
                        "The following filter is duplicated in the request: " + filter.key()
                                + ". A request can contain only one occurrence of a specific filter.");
            }
        }
    }

    private static AwsFailure invalidKey(String key, String valid) {
        return AwsFailure.of(
                "InvalidFilterKeyException",
                "The following filter key is not valid: " + key + ". Valid filter keys include: [" + valid + "].");
    }

    private static Predicate<Candidate> ofVersion(ParameterStringFilter filter) {
        return filter.key().equals("Type")
                ? among(
                        filter,
                        text(ParameterType.knownValues()),
                        c -> ParameterAnswers.type(c.parameter().latest()).toString())
                : values(filter, c -> c.parameter().latest().kmsKeyId().orElse(""));
    }

    private static Set<String> text(Set<?> known) {
        return known.stream().map(Object::toString).collect(Collectors.toUnmodifiableSet());
    }

    /** Of an enumeration, whose values can be wrong. */
    private static Predicate<Candidate> among(
            ParameterStringFilter filter, Set<String> known, Function<Candidate, String> attribute) {
        Predicate<Candidate> among = values(filter, attribute);
        for (String value : filter.values()) {
            if (!known.contains(value) && !BEGINS_WITH.equals(filter.option())) {
                throw AwsFailure.of(
                        "InvalidFilterValueException",
                        "The following filter value is not valid: " + value + ". Valid values include: "
                                + known.stream().sorted().toList() + ".");
            }
        }
        return among;
    }

    private static Predicate<Candidate> values(ParameterStringFilter filter, Function<Candidate, String> attribute) {
        BiPredicate<String, String> match = match(filter, false);
        List<String> wanted = required(filter);
        return candidate -> wanted.stream().anyMatch(value -> match.test(attribute.apply(candidate), value));
    }

    /** With or without a leading slash on either side. */
    private static Predicate<Candidate> name(ParameterStringFilter filter) {
        BiPredicate<String, String> match = match(filter, true);
        List<String> wanted = required(filter);
        return "Contains".equals(filter.option())
                ? c -> wanted.stream().anyMatch(value -> c.parameter().name().contains(value))
                : c -> wanted.stream()
                        .anyMatch(value -> match.test(c.parameter().arnName(), Parameter.arnName(value)));
    }

    private static Predicate<Candidate> tag(ParameterStringFilter filter) {
        String key = filter.key().substring(TAG.length());
        BiPredicate<String, String> match = match(filter, false);
        return candidate -> {
            String value = candidate.tags().get().get(key);
            return value != null
                    && (filter.values().isEmpty()
                            || filter.values().stream().anyMatch(wanted -> match.test(value, wanted)));
        };
    }

    private static Predicate<Candidate> path(ParameterStringFilter filter) {
        String option = filter.option() == null ? "OneLevel" : filter.option();
        if (!option.equals("OneLevel") && !option.equals("Recursive")) {
            throw invalidOption(option, "Recursive, OneLevel");
        }
        List<String> levels =
                required(filter).stream().map(ParameterNames::level).toList();
        boolean recursive = option.equals("Recursive");
        return candidate ->
                levels.stream().anyMatch(level -> isUnder(candidate.parameter().arnName(), level, recursive));
    }

    private static boolean isUnder(String arnName, String level, boolean recursive) {
        String above = level.isEmpty() ? "" : level + "/";
        return arnName.startsWith(above) && (recursive || arnName.indexOf('/', above.length()) < 0);
    }

    private static BiPredicate<String, String> match(ParameterStringFilter filter, boolean canContain) {
        String option = filter.option() == null ? EQUALS : filter.option();
        return switch (option) {
            case EQUALS -> String::equals;
            case BEGINS_WITH -> String::startsWith;
            case "Contains" -> {
                if (!canContain) {
                    throw invalidOption(option, "BeginsWith, Equals");
                }
                yield String::contains;
            }
            default -> throw invalidOption(option, canContain ? "BeginsWith, Contains, Equals" : "BeginsWith, Equals");
        };
    }

    private static AwsFailure invalidOption(String option, String valid) {
        return AwsFailure.of(
                "InvalidFilterOptionException",
                "The following filter option is not valid: " + option + ". Valid options include: [" + valid + "].");
    }

    private static List<String> required(ParameterStringFilter filter) {
        if (filter.values().isEmpty()) {
            throw AwsFailure.of(
                    "InvalidFilterValueException",
                    "The following filter values are missing : null for filter key " + filter.key());
        }
        return filter.values();
    }
}
