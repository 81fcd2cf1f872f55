package dev.keyturn.edge.aws;

/**
 * The errors that every service has and no API model lists, with their code and HTTP status in the Query and in the
 * JSON protocol.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html">IAM common errors</a>
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html">Secrets Manager
 *     common errors</a>
 */
public enum CommonError {
    ACCESS_DENIED("AccessDenied", 403, "AccessDeniedException", 400),
    /** Of a session token. */
    EXPIRED_TOKEN("ExpiredToken", 403, "ExpiredTokenException", 400),
    INCOMPLETE_SIGNATURE("IncompleteSignature", 400, "IncompleteSignatureException", 400),
    INTERNAL_FAILURE("InternalFailure", 500, "InternalFailure", 500),
    INVALID_ACTION("InvalidAction", 400, "UnknownOperationException", 400),
    /** A known key that is unknown here, or a session token that is not the key's. */
    INVALID_CLIENT_TOKEN_ID("InvalidClientTokenId", 403, "UnrecognizedClientException", 400),
    INVALID_PARAMETER_COMBINATION("InvalidParameterCombination", 400, "InvalidParameterCombinationException", 400),
    INVALID_PARAMETER_VALUE("InvalidParameterValue", 400, "InvalidParameterValueException", 400),
    /** The request says nothing that names an operation. */
    MISSING_ACTION("MissingAction", 400, "UnknownOperationException", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationToken", 403, "MissingAuthenticationTokenException", 400),
    METHOD_NOT_ALLOWED("InvalidAction", 405, "UnknownOperationException", 405),
    SERIALIZATION("MalformedInput", 400, "SerializationException", 400),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503, "ServiceUnavailableException", 503),
    SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403, "InvalidSignatureException", 400),
    /** Too much at once; trying again helps. */
    THROTTLING("Throttling", 400, "ThrottlingException", 400),
    VALIDATION("ValidationError", 400, "ValidationException", 400);

    private final String queryCode;
    private final int queryStatus;
    private final String jsonCode;
    private final int jsonStatus;

    CommonError(String queryCode, int queryStatus, String jsonCode, int jsonStatus) {
        this.queryCode = queryCode;
        this.queryStatus = queryStatus;
        this.jsonCode = jsonCode;
        this.jsonStatus = jsonStatus;
    }

    String code(Protocol protocol) {
        return switch (protocol) {
            case QUERY -> queryCode;
            case JSON_1_1 -> jsonCode;
        };
    }

    int status(Protocol protocol) {
        return switch (protocol) {
            case QUERY -> queryStatus;
            case JSON_1_1 -> jsonStatus;
        };
    }
}
