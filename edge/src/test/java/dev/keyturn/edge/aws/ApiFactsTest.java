package dev.keyturn.edge.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The facts and the SDK's classes come from the same models, at the same version. */
class ApiFactsTest {
    private static final ApiFacts FACTS = ApiFacts.load();
    private static final Map<String, Class<?>> CLIENTS = Map.of(
            "sts", StsClient.class,
            "iam", IamClient.class,
            "secretsmanager", SecretsManagerClient.class,
            "cloudtrail", CloudTrailClient.class,
            "rds", RdsClient.class,
            "ssm", SsmClient.class);

    static Stream<OperationFacts> operations() {
        return FACTS.services().stream()
                .filter(service -> !service.signingName().equals("keyturn")) // ours: the SDK has no client of it
                .flatMap(service -> service.operations().stream());
    }

    /** The SDK writes {@code MFA} in a name as {@code Mfa}, so the client's methods are searched. */
    private static Method clientMethod(OperationFacts operation) {
        return Stream.of(Objects.requireNonNull(CLIENTS.get(operation.service().signingName()))
                        .getMethods())
                .filter(method -> method.getName().equalsIgnoreCase(operation.name()))
                .filter(method -> method.getParameterCount() == 1)
                .filter(method -> SdkPojo.class.isAssignableFrom(method.getParameterTypes()[0]))
                .findFirst()
                .orElseThrow();
    }

    private static SdkPojo builder(Class<?> model) throws ReflectiveOperationException {
        return (SdkPojo) model.getMethod("builder").invoke(null);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationHasItsSdkClassesWithTheSameMembers(OperationFacts operation) throws Exception {
        SdkPojo request = builder(clientMethod(operation).getParameterTypes()[0]);
        assertThat(ModelPlan.build(builder(clientMethod(operation).getReturnType())))
                .isInstanceOf(SdkPojo.class);
        assertThat(ModelPlan.of(request).members())
                .extracting(ModelPlan.Member::modelName)
                .containsExactlyInAnyOrderElementsOf(
                        operation.service().input(operation).members().keySet());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void theConstraintsOfEveryOperationCanBeChecked(OperationFacts operation) throws Exception {
        SdkPojo empty = ModelPlan.build(builder(clientMethod(operation).getParameterTypes()[0]));
        int required = operation.service().input(operation).required().size();
        try {
            Constraints.check(operation, empty);
            assertThat(required).isZero();
        } catch (AwsFailure failure) {
            assertThat(failure).hasMessageStartingWith(required + " validation error");
        }
    }

    @Test
    void everyErrorIsFoundWithAndWithoutTheSdksSuffix() {
        for (ServiceFacts service : FACTS.services()) {
            for (String shape : service.errorNames()) {
                String exception = shape.endsWith("Exception") ? shape : shape + "Exception";
                assertThat(service.error(exception))
                        .isEqualTo(service.error(shape))
                        .isPresent();
            }
        }
    }

    @Test
    void codesAndStatusesAreTheModelsAndNotTheClassNames() {
        assertThat(wire("iam", "NoSuchEntityException"))
                .isEqualTo(new AwsFailure.OnTheWire("NoSuchEntity", 404, "message"));
        assertThat(wire("iam", "EntityAlreadyExistsException").status()).isEqualTo(409);
        assertThat(wire("sts", "IDPRejectedClaimException").code()).isEqualTo("IDPRejectedClaim");
        assertThat(wire("secretsmanager", "ResourceNotFoundException"))
                .isEqualTo(new AwsFailure.OnTheWire("ResourceNotFoundException", 400, "Message"));
        assertThat(wire("secretsmanager", "InternalServiceErrorException"))
                .isEqualTo(new AwsFailure.OnTheWire("InternalServiceError", 500, "Message"));
    }

    private static AwsFailure.OnTheWire wire(String service, String shape) {
        return AwsFailure.of(shape, "m").in(FACTS.service(service).orElseThrow());
    }

    @Test
    void onlyFederationIsUnsigned() {
        assertThat(operations().filter(OperationFacts::unsigned).map(OperationFacts::name))
                .containsExactlyInAnyOrder("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity");
    }

    /** A pattern only sees what the length bounds let through; without an upper bound, a whole body. */
    @Test
    void noPatternCanBeMadeToRunAwayOrOverflowTheStack() {
        for (String hostile : new String[] {"a", "/", "-", "a-", "/a", " ", "\n", "http://", "\u00e9"}) {
            FACTS.services().stream().flatMap(ServiceFacts::texts).forEach(text -> {
                int length = (int) Math.min(text.bounds().max().orElse(1 << 17), 1 << 17);
                String value = hostile.repeat(length / hostile.length()) + "\u0000";
                assertThat(text.pattern().map(p -> p.matcher(value).matches())).isNotNull();
            });
        }
    }
}
