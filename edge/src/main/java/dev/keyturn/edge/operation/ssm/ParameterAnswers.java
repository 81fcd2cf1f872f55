package dev.keyturn.edge.operation.ssm;

import java.util.List;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterInlinePolicy;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;

import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterPolicy;
import dev.keyturn.state.parameter.ParameterVersion;

/** Parameters as the SDK's types. */
final class ParameterAnswers {
    private final ParameterNames names;
    private final ParameterSeal seal;

    ParameterAnswers(ParameterNames names, ParameterSeal seal) {
        this.names = names;
        this.seal = seal;
    }

    software.amazon.awssdk.services.ssm.model.Parameter.Builder parameter(
            Parameter parameter, ParameterVersion version, boolean withDecryption) {
        return software.amazon.awssdk.services.ssm.model.Parameter.builder()
                .name(parameter.name())
                .type(type(version))
                .value(seal.answered(parameter, version, withDecryption))
                .version(version.number())
                .lastModifiedDate(version.modified())
                .arn(names.arn(parameter))
                .dataType(version.dataType());
    }

    /** Without a value: who may describe parameters may not read them by it. */
    ParameterMetadata metadata(Parameter parameter, List<ParameterPolicy> policies) {
        ParameterVersion version = parameter.latest();
        return ParameterMetadata.builder()
                .name(parameter.name())
                .arn(names.arn(parameter))
                .type(type(version))
                .keyId(version.kmsKeyId().orElse(null))
                .lastModifiedDate(version.modified())
                .lastModifiedUser(version.modifiedBy())
                .description(version.description().orElse(null))
                .allowedPattern(version.allowedPattern().orElse(null))
                .version(version.number())
                .tier(tier(version))
                .policies(inline(policies))
                .dataType(version.dataType())
                .build();
    }

    /** @param policies of the parameter; only the latest version is told with them */
    ParameterHistory history(
            Parameter parameter,
            ParameterVersion version,
            List<String> labels,
            List<ParameterPolicy> policies,
            boolean withDecryption) {
        return ParameterHistory.builder()
                .name(parameter.name())
                .type(type(version))
                .keyId(version.kmsKeyId().orElse(null))
                .lastModifiedDate(version.modified())
                .lastModifiedUser(version.modifiedBy())
                .description(version.description().orElse(null))
                .value(seal.answered(parameter, version, withDecryption))
                .allowedPattern(version.allowedPattern().orElse(null))
                .version(version.number())
                .labels(labels)
                .tier(tier(version))
                .policies(inline(version.number() == parameter.latest().number() ? policies : List.of()))
                .dataType(version.dataType())
                .build();
    }

    static ParameterType type(ParameterVersion version) {
        return ParameterType.valueOf(version.type().name());
    }

    static ParameterTier tier(ParameterVersion version) {
        return ParameterTier.valueOf(version.tier().name());
    }

    private static List<ParameterInlinePolicy> inline(List<ParameterPolicy> policies) {
        return policies.stream()
                .map(policy -> ParameterInlinePolicy.builder()
                        .policyText(policy.document())
                        .policyType(name(policy.kind()))
                        .policyStatus(policy.finished() ? "Finished" : "Pending")
                        .build())
                .toList();
    }

    private static String name(ParameterPolicy.Kind kind) {
        return switch (kind) {
            case EXPIRATION -> "Expiration";
            case EXPIRATION_NOTIFICATION -> "ExpirationNotification";
            case NO_CHANGE_NOTIFICATION -> "NoChangeNotification";
        };
    }
}
