package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.RotationRulesType;

import dev.keyturn.state.secret.Secret.RotationSettings;

/** How rotation settings are answered by DescribeSecret and ListSecrets. */
final class RotationAnswer {
    private RotationAnswer() {}

    /** Which function a managed rotation runs is its service's business. */
    static @Nullable String function(RotationSettings settings, Optional<String> owningService) {
        return owningService.isPresent() ? null : settings.functionArn();
    }

    /** As they were given: a schedule made of AutomaticallyAfterDays is not shown as an expression. */
    static RotationRulesType rules(RotationSettings settings) {
        RotationRulesType.Builder rules = RotationRulesType.builder();
        settings.window().ifPresent(rules::duration);
        if (settings.automaticallyAfterDays().isPresent()) {
            rules.automaticallyAfterDays(settings.automaticallyAfterDays().get().longValue());
        } else {
            settings.schedule().ifPresent(rules::scheduleExpression);
        }
        return rules.build();
    }
}
