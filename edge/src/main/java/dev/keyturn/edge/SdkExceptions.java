package dev.keyturn.edge;

import java.lang.reflect.InvocationTargetException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.ServiceFacts;

/** Turns refusals into the exceptions that the SDK's own client of that service would throw. */
final class SdkExceptions {
    private final String modelPackage;
    private final Class<?> general;

    SdkExceptions(Class<? extends SdkClient> clientInterface) {
        String service = clientInterface.getSimpleName().replaceFirst("Client$", "");
        modelPackage = clientInterface.getPackageName() + ".model.";
        try {
            general = Class.forName(modelPackage + service + "Exception");
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("`" + clientInterface.getName() + "` is no SDK client interface", e);
        }
    }

    AwsServiceException of(AwsFailure refusal, ServiceFacts service, String requestId) {
        AwsFailure.OnTheWire wire = refusal.in(service);
        String message = refusal.messageOnTheWire();
        Class<?> type = switch (refusal.kind()) {
            case AwsFailure.Kind.Common _ -> general;
            case AwsFailure.Kind.Modelled(String shape) -> modelled(shape);
        };
        return builder(type)
                .message(message)
                .statusCode(wire.status())
                .requestId(requestId)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(wire.code())
                        .errorMessage(message)
                        .serviceName(service.serviceId())
                        .build())
                .build();
    }

    private Class<?> modelled(String shape) {
        for (String name : new String[] {shape, shape + "Exception"}) {
            try {
                return Class.forName(modelPackage + name);
            } catch (ClassNotFoundException _) {
                // The next spelling; at last the service's general exception, as the SDK does with a code it lacks.
            }
        }
        return general;
    }

    private static AwsServiceException.Builder builder(Class<?> exceptionType) {
        try {
            return (AwsServiceException.Builder)
                    exceptionType.getMethod("builder").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("`" + exceptionType.getName() + "` is no SDK exception", e);
        }
    }
}
