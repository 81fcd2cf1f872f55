package dev.keyturn.edge.operation.iam.resource;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.identity.Entity;

/**
 * Another name, another path or both, for a user or group. It must be allowed on the ARN as it is and on the ARN as it
 * will be, lest whoever may rename users make one that the policies of others are about.
 *
 * @param name empty to keep the name
 * @param path empty to keep the path
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_manage.html#id_users_renaming">Renaming an IAM
 *     user</a>
 */
public record Renaming(Optional<String> name, Optional<String> path) {

    public static Renaming of(@Nullable String name, @Nullable String path) {
        return new Renaming(Optional.ofNullable(name), Optional.ofNullable(path));
    }

    public Demand demand(String action, Named<?> target) {
        Demand onOld = target.demand(action);
        String newName = name.orElse(target.name());
        String newArn = target.kind()
                .arn(
                        target.account(),
                        target.stored().map(this::pathOf).or(() -> path).orElse("/"),
                        target.stored().map(this::nameOf).orElse(newName))
                .toString();
        return newArn.equals(onOld.resource())
                ? onOld
                : onOld.and(onOld.movedTo(newArn, Named.inDenial(target.kind(), newName)));
    }

    public String nameOf(Entity entity) {
        return name.orElse(entity.name());
    }

    public String pathOf(Entity entity) {
        return path.orElse(entity.path());
    }
}
