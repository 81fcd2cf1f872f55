package dev.keyturn.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags of a command that works with {@link Settings}: {@code --config}, and one for each setting. One table, from
 * which come the usage text and the way from a flag to its setting; docs/configuration.md has the same rows.
 */
final class SettingFlags implements IModelTransformer {

    private static final String CONFIG = "--config";

    private static final List<Flag> FLAGS = List.of(
            new Flag("data", "DIR", "The data directory; made on the first start."),
            new Flag("listen", "HOST:PORT", "Default: 127.0.0.1:7071."),
            new Flag(
                    "account",
                    "ID",
                    "Twelve digits: the id of the account that the first start makes, later one of the store's."),
            new Flag("region", "REGION", "Default: us-east-1."),
            new Flag(
                    "credentials-file",
                    "FILE",
                    "Where the first start writes the root access key (AWS shared-credentials format, 0600)."),
            new Flag("key-file", "FILE", "The seal key; default: seal.key in the data directory."),
            new Flag("sign-in-page", "URL", "Where people see the sign-in page, if not where the server listens."),
            new Flag("tls.certificate", "FILE", "Certificate chain, PEM."),
            new Flag("tls.key", "FILE", "Private key, PEM."),
            new Flag("store.url", "URL", "jdbc:postgresql://… instead of SQLite."),
            new Flag("store.user", "NAME", "Login of the store."),
            new Flag("store.password-file", "FILE", "Holds the store login's password."),
            new Flag("targets.ca", "FILE", "Authorities to trust for databases' TLS, PEM."),
            new Flag("targets.drivers", "DIR", "Holds Oracle's driver; default: drivers in the data directory."),
            new Flag(
                    "rotation.access-key-overlap",
                    "DURATION",
                    "How long the access key before works too, such as PT24H; default: until the next rotation."),
            new Flag(
                    "rotation.overlap",
                    "DURATION",
                    "How long a replaced login or password works at least; default: PT1H."),
            new Flag(
                    "rotation.overlap-deadline",
                    "DURATION",
                    "How long it works at most, whoever still uses it; default: P1D."),
            new Flag(
                    "rotation.overdue-after",
                    "DURATION",
                    "How long after its window a missing rotation is an alarm; default: PT1H."),
            new Flag("metrics.listen", "HOST:PORT", "Where /metrics is answered for Prometheus; default: nowhere."),
            Flag.onOrOff("targets.allow-loopback", "Databases on loopback addresses may be targets."),
            new Flag("federation.ca", "FILE", "Authorities to trust for identity providers' TLS too, PEM."),
            Flag.onOrOff("federation.allow-loopback", "OpenID Connect issuers on loopback addresses are asked."),
            new Flag("federation.saml-recipients", "URL,…", "Recipients of SAML assertions; default: AWS's."),
            new Flag("federation.saml-audiences", "NAME,…", "Audiences of SAML assertions; default: AWS's."),
            Flag.onOrOff(
                    "dev",
                    "Prints an AWS profile; databases and OpenID Connect issuers may be on loopback addresses."));

    /**
     * One setting as a flag, with hyphens for the dots of its name: {@code --tls-key}.
     *
     * @param setting its name without {@code keyturn.}
     * @param value what the usage text calls the value; empty for a flag that needs none
     */
    private record Flag(String setting, String value, String description) {

        static Flag onOrOff(String setting, String description) {
            return new Flag(setting, "", description);
        }

        String name() {
            return "--" + setting.replace('.', '-');
        }

        OptionSpec option() {
            OptionSpec.Builder option = OptionSpec.builder(name()).description(description);
            return value.isEmpty()
                    ? option.type(boolean.class).build()
                    : option.type(String.class).paramLabel(value).build();
        }
    }

    @Override
    public CommandSpec transform(CommandSpec command) {
        command.addOption(OptionSpec.builder(CONFIG)
                .type(Path.class)
                .paramLabel("FILE")
                .description("A properties file with settings.")
                .build());
        FLAGS.forEach(flag -> command.addOption(flag.option()));
        return command;
    }

    /**
     * What was given on the command's line, and in its {@code --config} file.
     *
     * @throws StartRefusedException naming each unknown or unusable setting
     */
    static Settings settings(CommandSpec command) {
        ParseResult given = command.commandLine().getParseResult();
        Map<String, String> flags = FLAGS.stream()
                .filter(flag -> given.hasMatchedOption(flag.name()))
                .collect(Collectors.toMap(
                        Flag::setting, flag -> String.valueOf(given.<Object>matchedOptionValue(flag.name(), ""))));
        return SettingsReader.read(Optional.ofNullable(given.matchedOptionValue(CONFIG, null)), flags);
    }
}
