package dev.keyturn.state.rotation.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.secret.Secret.RotationSettings;

/** In what a secret's settings differ from its policy's. */
final class Drift {
    private Drift() {}

    /** In words; empty if they do not. */
    static Optional<String> of(Policy policy, Governable secret) {
        if (secret.rotation().isEmpty()) {
            return Optional.of("it is not rotated");
        }
        RotationSettings settings = secret.rotation().get();
        List<String> differences = new ArrayList<>();
        if (!settings.enabled()) {
            differences.add("its rotation is switched off");
        }
        if (!isOf(policy.way(), settings.functionArn())) {
            differences.add("its function is `" + functionName(settings.functionArn()) + "`");
        }
        if (!settings.schedule().equals(Optional.of(policy.schedule()))) {
            differences.add(settings.schedule()
                    .map(schedule -> "its schedule is `" + schedule + "`")
                    .orElse("it has no schedule"));
        }
        if (!settings.window().equals(policy.window())) {
            differences.add(settings.window()
                    .map(window -> "its window is `" + window + "`")
                    .orElse("it has no window"));
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", differences));
    }

    private static boolean isOf(Policy.Way way, String functionArn) {
        return switch (way) {
            case Policy.Way.ByMethod(var method) ->
                RotationFunction.of(functionArn)
                        .filter(function -> function.method() == method)
                        .isPresent();
            case Policy.Way.ByFunction(String name) -> functionName(functionArn).equals(name);
        };
    }

    /** A region, an account, an alias do not make it another function. */
    static String functionName(String functionArn) {
        return RotationFunction.of(functionArn)
                .map(RotationFunction::templateName)
                .or(() -> OthersFunctions.nameIn(functionArn))
                .orElse(functionArn);
    }
}
