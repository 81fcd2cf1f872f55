package dev.keyturn.databases.function;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What came of a call. Holds nothing that a function says in free text, which could be a secret's value. */
public sealed interface FunctionAnswer {

    /** The function has returned. What, is of no interest: a rotation function's result is what it has changed. */
    record Returned() implements FunctionAnswer {}

    /**
     * @param failure its class, for the journal
     * @param passing whether it may pass by itself
     * @param problem in our own words
     */
    record Failed(String failure, boolean passing, String problem) implements FunctionAnswer {}

    /**
     * Reads an answer of Lambda's Invoke: an error is told by the header, by the runtime interface emulator only in the
     * body; and a function that the emulator has ended is told by words that are no JSON.
     *
     * @param functionError the header {@code X-Amz-Function-Error}, or nothing
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
     */
    static FunctionAnswer of(int status, String functionError, byte[] body) {
        if (status >= 300 && status < 400) {
            return new Failed("function redirects", false, "the function answered with a redirect, " + status);
        }
        if (status < 200 || status >= 300) {
            return new Failed("function status", true, "the function answered with status " + status);
        }
        JsonNode answer;
        try {
            answer = Json.READER.readTree(body);
        } catch (JacksonException _) { // its message may quote the answer
            return new Failed("function answer", true, "the function answered with what is no JSON");
        }
        boolean error = !functionError.isEmpty() || answer.has("errorMessage") || answer.has("errorType");
        return error
                ? new Failed(
                        "function error",
                        true,
                        "the function answered with an error" + Json.type(answer) + ": its own log has more")
                : new Returned();
    }

    /** How answers are read. */
    final class Json {
        private static final ObjectMapper READER = JsonMapper.builder().build();

        /** The name of an exception, as runtimes give it. */
        private static final Pattern TYPE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$:]{0,99}");

        private Json() {}

        private static String type(JsonNode answer) {
            String type = answer.path("errorType").asString("");
            return TYPE.matcher(type).matches() ? " of type `" + type + "`" : "";
        }
    }
}
