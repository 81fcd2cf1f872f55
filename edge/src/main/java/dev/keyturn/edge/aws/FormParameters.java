package dev.keyturn.edge.aws;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.edge.http.HttpCall;

/**
 * The parameters of a Query request: those of the URL's query and, for POST, those of the form in the body. A
 * presigned request has them in the URL whatever its method.
 */
final class FormParameters {
    /** AWS's largest lists have 100 or so entries with a few members each. */
    private static final int MAX_PARAMETERS = 2_000;

    private final Map<String, String> parameters = new LinkedHashMap<>();

    private FormParameters() {}

    /** @throws AwsFailure when a name comes twice, there are too many, or the percent encoding or UTF-8 is broken */
    static FormParameters of(HttpCall call) {
        FormParameters read = new FormParameters();
        read.add(call.message().query().getBytes(StandardCharsets.ISO_8859_1));
        if (call.method().equals("POST")) {
            read.add(call.body());
        }
        return read;
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    Map<String, String> all() {
        return Collections.unmodifiableMap(parameters);
    }

    private void add(byte[] form) {
        for (int start = 0; start < form.length; ) {
            int end = indexOf(form, '&', start, form.length);
            if (end > start) {
                addPair(form, start, end);
            }
            start = end + 1;
        }
    }

    private void addPair(byte[] form, int start, int end) {
        int equals = indexOf(form, '=', start, end);
        String name = decode(form, start, equals);
        String value = equals < end ? decode(form, equals + 1, end) : "";
        // As with JSON: of two readers of a doubled parameter one would take the first, one the last.
        if (parameters.put(name, value) != null) {
            throw malformed("a parameter is given twice");
        }
        if (parameters.size() > MAX_PARAMETERS) {
            throw malformed("more than " + MAX_PARAMETERS + " parameters");
        }
    }

    private static int indexOf(byte[] form, char wanted, int start, int end) {
        for (int i = start; i < end; i++) {
            if (form[i] == wanted) {
                return i;
            }
        }
        return end;
    }

    private static String decode(byte[] form, int start, int end) {
        boolean plain = true;
        for (int i = start; i < end; i++) {
            plain &= form[i] > 0 && form[i] != '%' && form[i] != '+';
        }
        if (plain) {
            return new String(form, start, end - start, StandardCharsets.ISO_8859_1);
        }
        ByteBuffer bytes = ByteBuffer.allocate(end - start);
        for (int i = start; i < end; i++) {
            switch (form[i]) {
                case '+' -> bytes.put((byte) ' ');
                case '%' -> {
                    if (end - i < 3) {
                        throw malformed("a percent sign without two hexadecimal digits");
                    }
                    bytes.put((byte) (hexDigit(form[i + 1]) << 4 | hexDigit(form[i + 2])));
                    i += 2;
                }
                default -> bytes.put(form[i]); // any other byte stands for itself
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException _) {
            throw malformed("a parameter is not UTF-8");
        }
    }

    private static int hexDigit(byte b) {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            throw malformed("a percent sign without two hexadecimal digits");
        }
        return digit;
    }

    static AwsFailure malformed(String why) {
        return AwsFailure.of(CommonError.SERIALIZATION, why);
    }
}
