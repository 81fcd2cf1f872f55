package dev.keyturn.edge.aws;

/**
 * A refusal, as the caller will read it: one of {@link CommonError}, or an error that the service's API model names.
 * Which code and HTTP status that is on the wire depends on the service and is looked up in its facts. The message
 * goes to the caller and to the trail, so it never holds a secret.
 */
public final class AwsFailure extends RuntimeException {
    /** Which error it is; the code's spelling is the service's business. */
    public sealed interface Kind {
        record Common(CommonError error) implements Kind {}

        /** @param shape as the API model or the SDK's exception class spells it */
        record Modelled(String shape) implements Kind {}
    }

    /**
     * An error as written on the wire; the trail's {@code errorCode} is {@code code}.
     *
     * @param messageMember what the JSON member with the message is called
     */
    public record OnTheWire(String code, int status, String messageMember) {
        public boolean senderFault() {
            return status < 500;
        }
    }

    private static final long serialVersionUID = 1;

    private final transient Kind kind;
    private final String message;

    /** Follows the message on the wire, and is nobody else's business. */
    private final String onlyOnTheWire;

    private AwsFailure(Kind kind, String message) {
        this(kind, message, "");
    }

    private AwsFailure(Kind kind, String message, String onlyOnTheWire) {
        // A refusal is an answer, not an accident: it needs no stack trace, and filling one in costs microseconds.
        super(message, null, false, false);
        this.kind = kind;
        this.message = message;
        this.onlyOnTheWire = onlyOnTheWire;
    }

    public static AwsFailure of(CommonError error, String message) {
        return new AwsFailure(new Kind.Common(error), message);
    }

    /** @param shape the SDK exception's simple name, for example {@code NoSuchEntityException} */
    public static AwsFailure of(String shape, String message) {
        return new AwsFailure(new Kind.Modelled(shape), message);
    }

    /** The same, with something behind the message that the caller gets and the trail does not keep. */
    public AwsFailure followedBy(String text) {
        return new AwsFailure(kind, message, text);
    }

    /** What the caller reads. */
    public String messageOnTheWire() {
        return message + onlyOnTheWire;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /**
     * Code and status in that service.
     *
     * @throws IllegalStateException when the service's model has no error of that name, which is a bug
     */
    public OnTheWire in(ServiceFacts service) {
        return switch (kind) {
            case Kind.Common(CommonError error) -> common(error, service.protocol());
            case Kind.Modelled(String shape) ->
                service.error(shape)
                        .map(facts -> new OnTheWire(facts.code(), facts.status(), facts.messageMember()))
                        .orElseThrow(() -> new IllegalStateException(
                                "`" + service.serviceId() + "` has no error `" + shape + "`"));
        };
    }

    /** The code in a service that speaks JSON, whose model spells errors as they are on the wire. */
    public String codeInJson() {
        return switch (kind) {
            case Kind.Common(CommonError error) -> error.code(Protocol.JSON_1_1);
            case Kind.Modelled(String shape) -> shape;
        };
    }

    static OnTheWire common(CommonError error, Protocol protocol) {
        return new OnTheWire(error.code(protocol), error.status(protocol), "message");
    }
}
