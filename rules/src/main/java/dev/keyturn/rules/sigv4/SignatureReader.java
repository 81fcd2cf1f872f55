package dev.keyturn.rules.sigv4;

import static dev.keyturn.rules.sigv4.SignatureException.Reason.INCOMPLETE;
import static dev.keyturn.rules.sigv4.SignatureException.Reason.MISMATCH;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a request says of its own signature. Messages are AWS's, without the Authorization header that AWS
 * echoes: it may hold another scheme's credential.
 */
final class SignatureReader {
    static final String SIGNATURE = "X-Amz-Signature";

    private static final String ALGORITHM = "X-Amz-Algorithm";
    private static final String CREDENTIAL = "X-Amz-Credential";
    private static final String DATE = "X-Amz-Date";
    private static final String EXPIRES = "X-Amz-Expires";
    private static final String SIGNED_HEADERS = "X-Amz-SignedHeaders";
    private static final String SECURITY_TOKEN = "X-Amz-Security-Token";

    private SignatureReader() {}

    static Optional<PresentedSignature> read(HttpMessage message) {
        List<String> authorization = message.values("authorization");
        Map<String, String> query = signatureParameters(message.query());
        boolean inQuery = query.containsKey(ALGORITHM) || query.containsKey(CREDENTIAL) || query.containsKey(SIGNATURE);
        if (authorization.isEmpty()) {
            return inQuery ? Optional.of(fromQuery(message, query)) : Optional.empty();
        }
        if (authorization.size() > 1) {
            throw incomplete("A request must carry exactly one Authorization header.");
        }
        if (inQuery || !query.isEmpty()) {
            throw incomplete("A request must be signed either in its Authorization header or in its query, not both.");
        }
        return Optional.of(fromHeader(message, authorization.getFirst()));
    }

    /** The parameters that carry a signature, each at most once. */
    private static Map<String, String> signatureParameters(String query) {
        if (query.isEmpty()) {
            return Map.of();
        }
        Map<String, String> found = new HashMap<>();
        for (QueryParameter parameter : QueryParameter.parse(query)) {
            switch (parameter.name()) {
                case ALGORITHM, CREDENTIAL, DATE, EXPIRES, SIGNED_HEADERS, SECURITY_TOKEN, SIGNATURE -> {
                    if (found.put(parameter.name(), parameter.text()) != null) {
                        throw incomplete("The query-string parameter '" + parameter.name() + "' is given twice.");
                    }
                }
                default -> {
                    // Any other parameter belongs to the operation; it is signed all the same.
                }
            }
        }
        return found;
    }

    private static PresentedSignature fromQuery(HttpMessage message, Map<String, String> query) {
        StringBuilder missing = new StringBuilder();
        for (String name : List.of(ALGORITHM, CREDENTIAL, SIGNATURE, SIGNED_HEADERS, DATE)) {
            if (!query.containsKey(name)) {
                missing.append("AWS query-string parameters must include '")
                        .append(name)
                        .append("'. ");
            }
        }
        if (!missing.isEmpty()) {
            throw incomplete(missing + "Re-examine the query-string parameters.");
        }
        if (!message.values("x-amz-date").isEmpty()
                || !message.values("x-amz-security-token").isEmpty()) {
            throw incomplete("X-Amz-Date and X-Amz-Security-Token must be in the query only when the signature is.");
        }
        checkAlgorithm(query.getOrDefault(ALGORITHM, ""));
        return presented(
                query.getOrDefault(CREDENTIAL, ""),
                basic(query.getOrDefault(DATE, "")),
                Optional.ofNullable(query.get(EXPIRES)).map(SignatureReader::seconds),
                Optional.ofNullable(query.get(SECURITY_TOKEN)),
                query.getOrDefault(SIGNED_HEADERS, ""),
                query.getOrDefault(SIGNATURE, ""));
    }

    private static PresentedSignature fromHeader(HttpMessage message, String authorization) {
        String text = authorization.strip();
        int space = text.indexOf(' ');
        checkAlgorithm(space < 0 ? text : text.substring(0, space));
        Map<String, String> parts = space < 0 ? Map.of() : parts(text.substring(space + 1));
        Optional<String> amzDate = single(message, "x-amz-date");
        Optional<String> date = amzDate.isPresent() ? amzDate : single(message, "date");
        StringBuilder missing = new StringBuilder();
        for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
            if (parts.getOrDefault(name, "").isEmpty()) {
                missing.append("Authorization header requires '").append(name).append("' parameter. ");
            }
        }
        if (date.isEmpty()) {
            missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (!missing.isEmpty()) {
            throw incomplete(missing.toString().strip());
        }
        return presented(
                parts.getOrDefault("Credential", ""),
                amzDate.isPresent() ? basic(amzDate.get()) : basicOrHttp(date.orElse("")),
                Optional.empty(),
                single(message, "x-amz-security-token"),
                parts.getOrDefault("SignedHeaders", ""),
                parts.getOrDefault("Signature", ""));
    }

    private static void checkAlgorithm(String algorithm) {
        if (!algorithm.equals(SignatureV4.ALGORITHM)) {
            throw incomplete("Unsupported AWS 'algorithm': only " + SignatureV4.ALGORITHM + " is supported.");
        }
    }

    /** {@code Name=value} pairs, commas between them. */
    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw incomplete("Authorization header must be a list of 'name=value' parameters.");
            }
            String name = part.substring(0, equals).strip();
            if (parts.put(name, part.substring(equals + 1).strip()) != null) {
                throw incomplete("Authorization header has a parameter twice.");
            }
        }
        return parts;
    }

    private static Optional<String> single(HttpMessage message, String header) {
        List<String> values = message.values(header);
        if (values.size() > 1) {
            throw incomplete("A request must carry at most one '" + header + "' header.");
        }
        return values.stream().map(String::strip).findFirst();
    }

    private static PresentedSignature presented(
            String credential,
            Instant signedAt,
            Optional<Duration> expiry,
            Optional<String> sessionToken,
            String signedHeaders,
            String signature) {
        String[] scope = credential.split("/", -1);
        if (scope.length != 5) {
            throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term, got " + scope.length + ".");
        }
        if (!scope[4].equals(SignatureV4.TERMINATOR)) {
            throw new SignatureException(
                    MISMATCH,
                    "Credential should be scoped with a valid terminator: '" + SignatureV4.TERMINATOR + "', not '"
                            + scope[4] + "'.");
        }
        return new PresentedSignature(
                scope[0],
                scope[1],
                scope[2],
                scope[3],
                signedAt,
                expiry,
                sessionToken,
                List.of(signedHeaders.split(";", -1)),
                signature);
    }

    private static Duration seconds(String text) {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw incomplete("X-Amz-Expires should be a number of seconds.");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    private static Instant basic(String text) {
        return BasicTimestamp.parse(text).orElseThrow(SignatureReader::notBasic);
    }

    /** The Date header: ISO 8601 basic format, or RFC 1123 as HTTP has it. */
    private static Instant basicOrHttp(String text) {
        Optional<Instant> basic = BasicTimestamp.parse(text);
        if (basic.isPresent()) {
            return basic.get();
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
        } catch (DateTimeException _) {
            throw notBasic();
        }
    }

    private static SignatureException notBasic() {
        return incomplete("Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601");
    }

    private static SignatureException incomplete(String message) {
        return new SignatureException(INCOMPLETE, message);
    }
}
