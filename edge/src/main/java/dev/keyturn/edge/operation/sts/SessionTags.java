package dev.keyturn.edge.operation.sts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sts.model.Tag;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.state.identity.Session;

/**
 * Session tags, whose keys are not distinguished by case. Their number, lengths and characters are the API model's
 * business.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Pass session tags in AWS STS</a>
 */
final class SessionTags {
    private static final int MOST = 50;

    private SessionTags() {}

    /** For the decision, which comes before the tags are checked: of a key that is there twice, the first. */
    static Map<String, String> asRequested(List<Tag> tags) {
        Map<String, String> requested = new LinkedHashMap<>();
        tags.forEach(tag -> requested.putIfAbsent(tag.key(), tag.value()));
        return requested;
    }

    /** @throws AwsFailure InvalidParameterValue when a key is there twice, in whatever case */
    static void checkKeysDiffer(List<Tag> tags) {
        Set<String> keys = new HashSet<>();
        for (Tag tag : tags) {
            if (!keys.add(folded(tag.key()))) {
                throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
    }

    /** What the next session of a chain inherits. */
    static Map<String, String> goingOn(Session calling) {
        Map<String, String> goingOn = new HashMap<>(calling.tags());
        goingOn.keySet().retainAll(calling.transitiveTagKeys());
        return goingOn;
    }

    /** Transitive keys in the spelling of the tags that they name. */
    static Set<String> spelt(Set<String> tagKeys, List<String> transitive) {
        Map<String, String> spelling = new HashMap<>();
        tagKeys.forEach(key -> spelling.put(folded(key), key));
        Set<String> spelt = new LinkedHashSet<>();
        transitive.forEach(key -> spelt.add(spelling.getOrDefault(folded(key), key)));
        return spelt;
    }

    /** @throws AwsFailure InvalidParameterValue, ValidationError */
    static void check(SessionRequest request) {
        Set<String> keys = folded(request.tags().keySet());
        if (keys.stream().anyMatch(key -> key.startsWith("aws:"))) {
            throw invalid("Tag keys beginning with aws: are reserved for system use.");
        }
        if (folded(request.inherited().keySet()).stream().anyMatch(keys::contains)) {
            throw invalid("One of the specified transitive tag keys can't be set because it conflicts with a transitive"
                    + " tag key from the calling session.");
        }
        if (!keys.containsAll(folded(request.transitiveTagKeys()))) {
            throw invalid("The specified transitive tag key must be included in the requested tags.");
        }
        if (keys.size() + request.inherited().size() > MOST) {
            throw AwsFailure.of(
                    CommonError.VALIDATION,
                    "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length"
                            + " less than or equal to " + MOST);
        }
    }

    private static Set<String> folded(Set<String> keys) {
        Set<String> folded = new HashSet<>();
        keys.forEach(key -> folded.add(folded(key)));
        return folded;
    }

    private static String folded(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    private static AwsFailure invalid(String message) {
        return AwsFailure.of(CommonError.INVALID_PARAMETER_VALUE, message);
    }
}
