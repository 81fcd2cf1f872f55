package dev.keyturn.edge.federation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an identity provider says about the session to be made, beside who it is for.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Passing session tags in AWS
 *     STS</a>
 */
public record AttestedSession(
        Map<String, String> tags, Set<String> transitiveTagKeys, Optional<String> sourceIdentity) {
    public AttestedSession {
        tags = Map.copyOf(tags);
        transitiveTagKeys = Set.copyOf(transitiveTagKeys);
    }
}
