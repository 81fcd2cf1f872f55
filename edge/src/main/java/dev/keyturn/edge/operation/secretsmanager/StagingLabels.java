package dev.keyturn.edge.operation.secretsmanager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.secret.ListedSecret;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/** Staging labels as they are answered and bounded. */
final class StagingLabels {
    /** @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html">Quotas</a> */
    static final int MAX = 20;

    private StagingLabels() {}

    static List<String> answered(Collection<String> stages) {
        List<String> sorted = new ArrayList<>(stages);
        sorted.sort(null);
        return sorted;
    }

    /** By version id; without the versions that wear none. */
    static Map<String, List<String>> byVersion(StoredSecret stored) {
        Map<String, List<String>> stages = new TreeMap<>();
        for (SecretVersion version : stored.versions()) {
            if (!version.stages().isEmpty()) {
                stages.put(version.id(), answered(version.stages()));
            }
        }
        return stages;
    }

    static Map<String, List<String>> byVersion(ListedSecret listed) {
        Map<String, List<String>> stages = new TreeMap<>();
        listed.stages().forEach((version, worn) -> stages.put(version, answered(worn)));
        return stages;
    }

    /** @throws AwsFailure when all versions together would wear too many */
    static void requireWithinQuota(StoredSecret stored, Set<String> more) {
        Set<String> all = new HashSet<>(more);
        stored.versions().forEach(version -> all.addAll(version.stages()));
        if (all.size() > MAX) {
            throw AwsFailure.of(
                    "LimitExceededException",
                    "You can't attach more than " + MAX + " staging labels to the versions of a secret.");
        }
    }

    static AwsFailure rotationUnderWay() {
        return AwsFailure.of(
                "InvalidRequestException",
                "You can't move staging label AWSPENDING while a rotation is in progress. Cancel the rotation first.");
    }
}
