package dev.keyturn.edge.operation.ssm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterTier;
import dev.keyturn.state.parameter.Parameters;

/**
 * Which tier a parameter is in, and how many fit. Without a tier in the request a new parameter is a standard one, and
 * one that is there stays what it is.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html">
 *     Managing parameter tiers</a>
 */
final class ParameterTiers {
    private static final int MOST_STANDARD = 10_000;
    private static final int MOST_ADVANCED = 100_000;

    private final Parameters parameters;
    private final String account;

    ParameterTiers(Parameters parameters, String account) {
        this.parameters = parameters;
        this.account = account;
    }

    /** @throws AwsFailure when the parameter cannot be in the tier that is asked for, or there are too many in it */
    ParameterTier of(PutParameterRequest request, Optional<Parameter> before, boolean hasPolicies) {
        Optional<ParameterTier> was = before.map(parameter -> parameter.latest().tier());
        ParameterTier tier = chosen(request, was, hasPolicies);
        ParameterValue.requireFits(request.value(), tier);
        if (tier == ParameterTier.STANDARD && hasPolicies) {
            throw ParameterNames.invalid("Standard tier parameters do not support parameter policies. To use parameter"
                    + " policies, upgrade the parameter to use the advanced-parameter tier.");
        }
        if (!was.equals(Optional.of(tier)) && isFull(tier)) {
            throw AwsFailure.of(
                    "ParameterLimitExceededException",
                    "You have exceeded the number of parameters for this Amazon Web Services account. Delete one or more"
                            + " parameters and try again.");
        }
        return tier;
    }

    private ParameterTier chosen(PutParameterRequest request, Optional<ParameterTier> was, boolean hasPolicies) {
        boolean wasAdvanced = was.filter(tier -> tier == ParameterTier.ADVANCED).isPresent();
        software.amazon.awssdk.services.ssm.model.@Nullable ParameterTier asked = request.tier();
        if (asked == null) {
            return was.orElse(ParameterTier.STANDARD);
        }
        return switch (asked) {
            case STANDARD -> {
                if (wasAdvanced) {
                    throw ParameterNames.invalid(
                            "This parameter uses the advanced-parameter tier. You can't downgrade a"
                                    + " parameter from the advanced-parameter tier to the standard-parameter tier. If necessary,"
                                    + " you can delete the advanced parameter and recreate it as a standard parameter.");
                }
                yield ParameterTier.STANDARD;
            }
            case ADVANCED -> ParameterTier.ADVANCED;
            case INTELLIGENT_TIERING ->
                wasAdvanced
                                || hasPolicies
                                || ParameterValue.bytes(request.value()) > ParameterValue.STANDARD_BYTES
                                || was.isEmpty() && isFull(ParameterTier.STANDARD)
                        ? ParameterTier.ADVANCED
                        : ParameterTier.STANDARD;
            // The API's constraints have refused it.
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("an unknown tier");
        };
    }

    private boolean isFull(ParameterTier tier) {
        return parameters.count(account, tier)
                >= switch (tier) {
                    case STANDARD -> MOST_STANDARD;
                    case ADVANCED -> MOST_ADVANCED;
                };
    }
}
