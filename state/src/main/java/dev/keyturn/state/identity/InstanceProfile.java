package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A container by which a machine is given a role.
 *
 * @param path begins and ends with a slash
 * @param id {@code AIPA…}, unique for ever
 */
public record InstanceProfile(
        String account,
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        Optional<Role> role)
        implements Entity {
    public InstanceProfile {
        tags = Map.copyOf(tags);
    }

    @Override
    public EntityKind kind() {
        return EntityKind.INSTANCE_PROFILE;
    }
}
