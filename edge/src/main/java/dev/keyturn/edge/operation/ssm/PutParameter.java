package dev.keyturn.edge.operation.ssm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterPolicy;
import dev.keyturn.state.parameter.ParameterTier;
import dev.keyturn.state.parameter.ParameterType;
import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Transaction;

/**
 * Makes a parameter, or its next version, which inherits what the request does not say. The value is matched with the
 * allowed pattern outside of the transaction: the pattern is the caller's, and all writers would wait for it.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html">PutParameter</a>
 */
final class PutParameter
        implements PreparedChange<PutParameterRequest, Optional<StoredParameter>, PutParameterResponse> {
    private static final Api<PutParameterRequest> API =
            new Api<>("ssm", "PutParameter", PutParameterRequest.class, PutParameterRequest::builder);
    private static final int MAX_VERSIONS = 100;
    private static final String DEFAULT_KEY = "alias/aws/ssm";
    private static final String TEXT = "text";

    private final ParameterNames names;
    private final ParameterTargets targets;
    private final ParameterSeal seal;

    PutParameter(ParameterNames names, ParameterTargets targets, ParameterSeal seal) {
        this.names = names;
        this.targets = targets;
        this.seal = seal;
    }

    @Override
    public Api<PutParameterRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredParameter> resolve(PutParameterRequest request, Caller caller, Transaction tx) {
        return targets.find(request.name(), caller, tx);
    }

    @Override
    public Demand demand(PutParameterRequest request, Optional<StoredParameter> found, Caller caller) {
        Map<String, String> tags = ParameterTags.given(request.tags());
        Demand demand = targets.demand(API, request.name(), found, caller)
                .with("ssm:Overwrite", String.valueOf(overwrites(request)))
                .with("ssm:Policies", String.valueOf(request.policies() != null))
                .withRequestTags(tags);
        return tags.isEmpty() ? demand : demand.alsoNeeding("ssm:AddTagsToResource");
    }

    private static boolean overwrites(PutParameterRequest request) {
        return Boolean.TRUE.equals(request.overwrite());
    }

    @Override
    public Change<PutParameterRequest, Optional<StoredParameter>, PutParameterResponse> prepare(
            Authorized<PutParameterRequest, Optional<StoredParameter>> authorized) {
        PutParameterRequest request = authorized.request();
        names.requireNew(request.name().strip(), authorized.account());
        ParameterValue.require(request.value());
        Optional<ParameterVersion> before =
                authorized.target().map(stored -> stored.parameter().latest());
        if (before.isPresent() && !overwrites(request)) {
            throw exists();
        }
        Optional<String> pattern = pattern(request, before);
        pattern.ifPresent(regex -> AllowedPattern.require(regex, request.value()));
        return new Matched(pattern);
    }

    private static Optional<String> pattern(PutParameterRequest request, Optional<ParameterVersion> before) {
        return given(request.allowedPattern())
                .or(() -> request.allowedPattern() == null
                        ? before.flatMap(ParameterVersion::allowedPattern)
                        : Optional.empty());
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(some -> !some.isEmpty());
    }

    private static AwsFailure exists() {
        return AwsFailure.of(
                "ParameterAlreadyExistsException",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                        + " true.");
    }

    private PutParameterResponse put(
            Authorized<PutParameterRequest, Optional<StoredParameter>> authorized,
            Optional<String> matched,
            Transaction tx) {
        PutParameterRequest request = authorized.request();
        Optional<Parameter> before = authorized.target().map(StoredParameter::parameter);
        if (before.isPresent() && !overwrites(request)) {
            throw exists();
        }
        Optional<ParameterVersion> latest = before.map(Parameter::latest);
        if (!pattern(request, latest).equals(matched)) {
            throw AwsFailure.of(
                    "TooManyUpdatesException",
                    "There are concurrent updates for a resource that supports one update at a time.");
        }
        Parameters parameters = new Parameters(tx);
        Map<String, String> tags = tags(request);
        ParameterType type = type(request, latest);
        List<ParameterPolicy> policies = policies(request, before, parameters, tx);
        ParameterTier tier =
                new ParameterTiers(parameters, authorized.account()).of(request, before, !policies.isEmpty());
        String name = before.map(Parameter::name).orElse(request.name().strip());
        long number = latest.map(version -> version.number() + 1).orElse(1L);
        ParameterVersion version = new ParameterVersion(
                number,
                type,
                seal.seal(authorized.account(), name, number, request.value()),
                key(request, type, latest),
                inherited(request.description(), latest.flatMap(ParameterVersion::description)),
                matched,
                tier,
                dataType(request, latest),
                tx.now(),
                authorized.caller().principal().arn().toString());
        Parameter parameter = new Parameter(authorized.account(), name, version);
        before.ifPresentOrElse(old -> addVersion(parameters, old, version), () -> insert(parameters, parameter, tags));
        if (before.isPresent() || !policies.isEmpty()) {
            parameters.replacePolicies(parameter, policies);
        }
        return PutParameterResponse.builder()
                .version(number)
                .tier(ParameterAnswers.tier(version))
                .build();
    }

    private static Map<String, String> tags(PutParameterRequest request) {
        Map<String, String> tags = ParameterTags.checked(request.tags());
        if (!tags.isEmpty() && overwrites(request)) {
            throw ParameterNames.invalid("Invalid request: tags and overwrite can't be used together. To create a"
                    + " parameter with tags, please remove overwrite flag. To update tags for an existing parameter,"
                    + " please use AddTagsToResource or RemoveTagsFromResource.");
        }
        ParameterTags.requireWithinQuota(tags);
        return tags;
    }

    private static ParameterType type(PutParameterRequest request, Optional<ParameterVersion> before) {
        if (request.type() == null) {
            return before.map(ParameterVersion::type)
                    .orElseThrow(
                            () -> ParameterNames.invalid("A parameter type is required when you create a parameter."));
        }
        ParameterType type = ParameterType.valueOf(request.type().name());
        if (before.filter(version -> version.type() != type).isPresent()) {
            throw AwsFailure.of(
                    "HierarchyTypeMismatchException",
                    "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't"
                            + " change a parameter from a String type to a SecureString type. You must create a new,"
                            + " unique parameter.");
        }
        return type;
    }

    private static Optional<String> key(
            PutParameterRequest request, ParameterType type, Optional<ParameterVersion> before) {
        if (type == ParameterType.SECURE_STRING) {
            return Optional.ofNullable(request.keyId())
                    .or(() -> before.flatMap(ParameterVersion::kmsKeyId))
                    .or(() -> Optional.of(DEFAULT_KEY));
        }
        if (request.keyId() != null) {
            throw ParameterNames.invalid("KeyId is required for SecureString type parameter only.");
        }
        return Optional.empty();
    }

    private static Optional<String> inherited(@Nullable String asked, Optional<String> before) {
        return asked == null ? before : given(asked);
    }

    /** AMI ids and webhook integrations are checked against services that are not here. */
    private static String dataType(PutParameterRequest request, Optional<ParameterVersion> before) {
        String dataType = given(request.dataType())
                .or(() -> before.map(ParameterVersion::dataType))
                .orElse(TEXT);
        if (!dataType.equals(TEXT)) {
            throw ParameterNames.invalid(
                    "The following data type is not supported: " + dataType + " (Data type names are all lowercase.)");
        }
        return dataType;
    }

    private static List<ParameterPolicy> policies(
            PutParameterRequest request, Optional<Parameter> before, Parameters parameters, Transaction tx) {
        if (request.policies() != null) {
            return ParameterPolicies.parse(request.policies(), tx.now());
        }
        return before.map(parameter -> ParameterPolicies.carried(parameters.policies(parameter), tx.now()))
                .orElse(List.of());
    }

    private static void insert(Parameters parameters, Parameter parameter, Map<String, String> tags) {
        if (!parameters.insert(parameter)) {
            throw exists();
        }
        if (!tags.isEmpty()) {
            parameters.replaceTags(parameter, tags);
        }
    }

    private static void addVersion(Parameters parameters, Parameter before, ParameterVersion version) {
        long oldest = parameters.oldest(before);
        if (version.number() - oldest >= MAX_VERSIONS) {
            if (parameters.labels(before).containsValue(oldest)) {
                throw AwsFailure.of(
                        "ParameterMaxVersionLimitExceededException",
                        "You attempted to create a new version of " + before.name()
                                + " by calling the PutParameter API with the overwrite flag. Version " + oldest
                                + ", the oldest version, can't be deleted because it has a label associated with it."
                                + " Move the label to another version of the parameter, and try again.");
            }
            parameters.deleteVersion(before, oldest);
        }
        parameters.addVersion(before, version);
    }

    /** What is left to do once the value is known to match the pattern. */
    private final class Matched
            implements Change<PutParameterRequest, Optional<StoredParameter>, PutParameterResponse> {
        private final Optional<String> pattern;

        Matched(Optional<String> pattern) {
            this.pattern = pattern;
        }

        @Override
        public Api<PutParameterRequest> api() {
            return API;
        }

        @Override
        public Optional<StoredParameter> resolve(PutParameterRequest request, Caller caller, Transaction tx) {
            return PutParameter.this.resolve(request, caller, tx);
        }

        @Override
        public Demand demand(PutParameterRequest request, Optional<StoredParameter> found, Caller caller) {
            return PutParameter.this.demand(request, found, caller);
        }

        @Override
        public PutParameterResponse perform(
                Authorized<PutParameterRequest, Optional<StoredParameter>> authorized, Transaction tx) {
            return put(authorized, pattern, tx);
        }
    }
}
