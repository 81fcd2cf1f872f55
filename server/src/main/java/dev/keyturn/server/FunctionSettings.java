package dev.keyturn.server;

import java.util.List;
import java.util.Map;

import dev.keyturn.databases.function.FunctionEndpoint;
import dev.keyturn.state.rotation.OthersFunctions;

/** The rotation functions of others, from settings to endpoints. */
final class FunctionSettings {
    private FunctionSettings() {}

    /** @throws StartRefusedException naming the setting that cannot be */
    static List<FunctionEndpoint> endpoints(Settings settings) {
        return settings.rotation().functions().entrySet().stream()
                .map(FunctionSettings::endpoint)
                .toList();
    }

    /** By which they are called in a RotationLambdaARN. */
    static OthersFunctions names(Settings settings) {
        return new OthersFunctions(settings.rotation().functions().keySet());
    }

    private static FunctionEndpoint endpoint(Map.Entry<String, Settings.RotationFunction> named) {
        String setting = "keyturn.rotation.functions." + named.getKey();
        Settings.RotationFunction function = named.getValue();
        try {
            return new FunctionEndpoint(
                    named.getKey(),
                    function.url(),
                    function.timeout(),
                    function.ca(),
                    function.allowPlainHttp(),
                    function.atOnce());
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("`" + setting + "`: " + e.getMessage(), e);
        }
    }
}
