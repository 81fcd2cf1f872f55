package dev.keyturn.edge.operation.secretsmanager;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.secretsmanager.model.Filter;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.secret.ListedSecret;
import dev.keyturn.state.secret.Secret;

/**
 * The filters of ListSecrets: a secret has to pass each of them. It passes one if any of the filter's values matches,
 * and none of those that begin with {@code !} does.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html">Filter</a>
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html">Find secrets</a>
 */
final class SecretFilter {
    /** A word ends where lower case turns to upper, a letter to a digit or back, and at anything that is neither. */
    private static final Pattern WORD_BREAK =
            Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})");

    private SecretFilter() {}

    static Predicate<ListedSecret> all(List<Filter> filters, String region) {
        return filters.stream()
                .map(filter -> one(filter, region))
                .reduce(Predicate::and)
                .orElse(_ -> true);
    }

    private static Predicate<ListedSecret> one(Filter filter, String region) {
        return switch (filter.key()) {
            case NAME -> values(filter, listed -> List.of(listed.secret().name()), String::startsWith);
            case DESCRIPTION -> values(filter, SecretFilter::description, SecretFilter::startsWithInAnyCase);
            case TAG_KEY ->
                values(filter, listed -> List.copyOf(listed.secret().tags().keySet()), String::startsWith);
            case TAG_VALUE ->
                values(filter, listed -> List.copyOf(listed.secret().tags().values()), String::startsWith);
            case PRIMARY_REGION ->
                values(
                        filter,
                        listed -> listed.replication().primaryRegion(region).stream()
                                .toList(),
                        String::startsWith);
            case OWNING_SERVICE ->
                values(filter, listed -> listed.owningService().stream().toList(), String::startsWith);
            case ALL -> values(filter, SecretFilter::everything, SecretFilter::sharesAWord);
            case UNKNOWN_TO_SDK_VERSION ->
                throw AwsFailure.of("InvalidParameterException", "Invalid filter key: " + filter.keyAsString());
            case null -> throw AwsFailure.of("InvalidParameterException", "You must specify a key for each filter.");
        };
    }

    private static Predicate<ListedSecret> values(
            Filter filter, Function<ListedSecret, List<String>> attributes, Match match) {
        List<String> wanted =
                filter.values().stream().filter(value -> !value.startsWith("!")).toList();
        List<String> unwanted = filter.values().stream()
                .filter(value -> value.startsWith("!"))
                .map(value -> value.substring(1))
                .toList();
        return listed -> {
            List<String> present = attributes.apply(listed);
            return (wanted.isEmpty() || anyMatches(present, wanted, match)) && !anyMatches(present, unwanted, match);
        };
    }

    private static boolean anyMatches(List<String> attributes, List<String> values, Match match) {
        return attributes.stream()
                .anyMatch(attribute -> values.stream().anyMatch(value -> match.matches(attribute, value)));
    }

    private static List<String> description(ListedSecret listed) {
        return listed.secret().description().stream().toList();
    }

    private static List<String> everything(ListedSecret listed) {
        Secret secret = listed.secret();
        return Stream.of(
                        Stream.of(secret.name()),
                        secret.description().stream(),
                        secret.tags().keySet().stream(),
                        secret.tags().values().stream())
                .flatMap(Function.identity())
                .toList();
    }

    private static boolean startsWithInAnyCase(String attribute, String value) {
        return attribute.toLowerCase(Locale.ROOT).startsWith(value.toLowerCase(Locale.ROOT));
    }

    private static boolean sharesAWord(String attribute, String value) {
        List<String> words = words(attribute);
        return words(value).stream().anyMatch(wanted -> words.stream().anyMatch(word -> word.startsWith(wanted)));
    }

    private static List<String> words(String text) {
        return WORD_BREAK
                .splitAsStream(text)
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Whether an attribute of a secret answers to a filter's value. */
    private interface Match {
        boolean matches(String attribute, String value);
    }
}
