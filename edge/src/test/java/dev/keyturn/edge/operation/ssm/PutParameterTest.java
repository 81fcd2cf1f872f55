package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.Tag;

import dev.keyturn.state.parameter.Parameter;
import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.seal.Sealed;

final class PutParameterTest extends OnParameters {
    private static final String EXISTS =
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
    private static final String MALFORMED =
            "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed"
                    + " as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of"
                    + " letters, numbers and the following 3 symbols .-_";
    private static final String RESERVED =
            "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).";

    @Test
    void aNewParameterIsAStandardOneInVersionOne() {
        PutParameterResponse answer = put("/dev/db/host", "db.example");

        assertThat(answer.version()).isEqualTo(1);
        assertThat(answer.tier()).isEqualTo(ParameterTier.STANDARD);
        assertThat(get("/dev/db/host").arn()).isEqualTo(arn("dev/db/host"));
        assertThat(value("/dev/db/host")).isEqualTo("db.example");
    }

    @Test
    void aNameThatIsTakenIsOverwrittenOnlyWhenAsked() {
        put("a", "first");

        assertRefused(() -> put("a", "second"), "ParameterAlreadyExists", EXISTS);
        assertThat(overwrite("a", "second").version()).isEqualTo(2);
        assertThat(value("a")).isEqualTo("second");
        assertThat(value("a:1")).isEqualTo("first");
    }

    /** They have one ARN. */
    @Test
    void aNameWithAndWithoutASlashIsOneParameter() {
        put("top", "v");

        assertRefused(() -> put("/top", "w"), "ParameterAlreadyExists", EXISTS);
        assertThat(get("/top").name()).isEqualTo("top");
        assertThat(overwrite("/top", "w").version()).isEqualTo(2);
        assertThat(get("top").value()).isEqualTo("w");
    }

    @Test
    void spacesAroundANameAreRemoved() {
        put(" a ", "v");

        assertThat(get("a").name()).isEqualTo("a");
        assertThat(value("  a")).isEqualTo("v");
    }

    @Test
    void aNewVersionInheritsWhatTheRequestDoesNotSay() {
        put("a", "12", r -> r.description("a number").allowedPattern("\\d+").tier(ParameterTier.ADVANCED));
        pass(Duration.ofMinutes(1));

        overwrite("a", "34");

        ParameterHistory latest =
                ssm.getParameterHistory(r -> r.name("a")).parameters().getLast();
        assertThat(latest.version()).isEqualTo(2);
        assertThat(latest.description()).isEqualTo("a number");
        assertThat(latest.allowedPattern()).isEqualTo("\\d+");
        assertThat(latest.tier()).isEqualTo(ParameterTier.ADVANCED);
        assertThat(latest.type()).isEqualTo(ParameterType.STRING);
        assertThat(latest.dataType()).isEqualTo("text");
        assertThat(latest.lastModifiedDate()).isEqualTo(START.plusSeconds(60));
        assertThat(latest.lastModifiedUser()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "/a//b", "/a/", "/", "//a", "ä", "/ssmfoo/x", "arn:aws:ssm:x:y:parameter/a"})
    void aMalformedNameIsRefused(String name) {
        assertRefused(() -> put(name, "v"), "ValidationException", MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "AWSthing", "ssm", "/ssm-x", "/Aws"})
    void aReservedPrefixIsRefused(String name) {
        assertRefused(() -> put(name, "v"), "ValidationException", RESERVED);
    }

    @Test
    void aReservedHierarchyIsOutOfReach() {
        assertRefused(
                () -> put("/awsfoo/bar", "v"),
                "AccessDeniedException",
                "No access to reserved parameter name: awsfoo/bar.");
    }

    @Test
    void aHierarchyNeedsItsFirstSlash() {
        assertRefused(() -> put("a/b", "v"), "ValidationException", "Parameter name must be a fully qualified name.");
    }

    @Test
    void aHierarchyHasFifteenLevels() {
        String fifteen = "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15";
        put(fifteen, "v");

        assertRefused(
                () -> put(fifteen + "/16", "v"),
                "HierarchyLevelLimitExceededException",
                "A hierarchy can have a maximum of 15 levels: " + fifteen + "/16");
    }

    @Test
    void theArnIsAtMost1011CharactersLong() {
        String longest = "n".repeat(1011 - arn("").length());
        put(longest, "v");

        assertRefused(
                () -> put(longest + "n", "v"),
                "ValidationException",
                "Parameter name exceeds the maximum length of 1011 characters, which includes the ARN that precedes the"
                        + " name.");
    }

    @Test
    void aTypeIsNeededToMakeOneAndCannotBeChanged() {
        assertRefused(
                () -> ssm.putParameter(r -> r.name("a").value("v")),
                "ValidationException",
                "A parameter type is required when you create a parameter.");
        put("a", "v");
        assertRefused(
                () -> put("a", "v", r -> r.overwrite(true).type(ParameterType.SECURE_STRING)),
                "HierarchyTypeMismatchException",
                "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change"
                        + " a parameter from a String type to a SecureString type. You must create a new, unique"
                        + " parameter.");
    }

    @Test
    void aKeyIsForSecureStringsOnly() {
        putSecure("a", "v");
        put("b", "v", r -> r.type(ParameterType.SECURE_STRING).keyId("alias/mine"));
        ssm.putParameter(r -> r.name("b").value("w").overwrite(true));

        assertThat(ssm.describeParameters().parameters())
                .extracting(metadata -> metadata.keyId())
                .containsExactly("alias/aws/ssm", "alias/mine");
        assertRefused(
                () -> put("c", "v", r -> r.keyId("alias/mine")),
                "ValidationException",
                "KeyId is required for SecureString type parameter only.");
    }

    @Test
    void aStandardValueHasFourKilobytesAndAnAdvancedOneEight() {
        String four = "x".repeat(4096);
        put("a", four);

        assertRefused(
                () -> put("b", four + "x"),
                "ValidationException",
                "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger"
                        + " parameter value, upgrade the parameter to use the advanced-parameter tier. For more"
                        + " information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/"
                        + "parameter-store-advanced-parameters.html");
        put("b", four + four, r -> r.tier(ParameterTier.ADVANCED));
        assertRefused(
                () -> put("c", four + four + "x", r -> r.tier(ParameterTier.ADVANCED)),
                "ValidationException",
                "Advanced tier parameters support a maximum parameter value of 8192 characters.");
    }

    @Test
    void anAdvancedParameterStaysOne() {
        put("a", "v", r -> r.tier(ParameterTier.ADVANCED));

        assertRefused(
                () -> put("a", "w", r -> r.overwrite(true).tier(ParameterTier.STANDARD)),
                "ValidationException",
                "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the"
                        + " advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the"
                        + " advanced parameter and recreate it as a standard parameter.");
        assertThat(overwrite("a", "w").tier()).isEqualTo(ParameterTier.ADVANCED);
        assertThat(put("a", "x", r -> r.overwrite(true).tier(ParameterTier.INTELLIGENT_TIERING))
                        .tier())
                .isEqualTo(ParameterTier.ADVANCED);
    }

    @Test
    void intelligentTieringTakesTheAdvancedTierWhenItIsNeeded() {
        String long1 = "x".repeat(4097);

        assertThat(put("small", "v", r -> r.tier(ParameterTier.INTELLIGENT_TIERING))
                        .tier())
                .isEqualTo(ParameterTier.STANDARD);
        assertThat(put("large", long1, r -> r.tier(ParameterTier.INTELLIGENT_TIERING))
                        .tier())
                .isEqualTo(ParameterTier.ADVANCED);
        assertThat(put("small", long1, r -> r.overwrite(true).tier(ParameterTier.INTELLIGENT_TIERING))
                        .tier())
                .isEqualTo(ParameterTier.ADVANCED);
    }

    @Test
    void anAccountHasTenThousandStandardParameters() {
        server.store().write(tx -> {
            Parameters parameters = new Parameters(tx);
            for (int i = 0; i < 10_000; i++) {
                parameters.insert(new Parameter(ACCOUNT, "p" + i, bare()));
            }
            return 0;
        });

        assertThat(put("smart", "v", r -> r.tier(ParameterTier.INTELLIGENT_TIERING))
                        .tier())
                .isEqualTo(ParameterTier.ADVANCED);
        int records = server.trail().records().size();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> put("one-more", "v")))
                .hasMessageContaining(
                        "You have exceeded the number of parameters for this Amazon Web Services account.");
        assertThat(server.trail().records()).hasSize(records + 1);
        assertThat(server.trail().last().errorCode()).contains("ParameterLimitExceeded");
    }

    private static ParameterVersion bare() {
        return new ParameterVersion(
                1,
                dev.keyturn.state.parameter.ParameterType.STRING,
                new Sealed(new byte[1]),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                dev.keyturn.state.parameter.ParameterTier.STANDARD,
                "text",
                START,
                "test");
    }

    @Test
    void aHundredVersionsAreKept() {
        put("a", "1");
        for (int i = 2; i <= 101; i++) {
            overwrite("a", String.valueOf(i));
        }

        List<Long> kept = new ArrayList<>();
        ssm.getParameterHistoryPaginator(r -> r.name("a").maxResults(30)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(ParameterHistory::version)
                .forEach(kept::add);
        assertThat(kept).hasSize(100).startsWith(2L).endsWith(101L);

        ssm.labelParameterVersion(r -> r.name("a").parameterVersion(2L).labels("keep"));
        assertRefused(
                () -> overwrite("a", "102"),
                "ParameterMaxVersionLimitExceeded",
                "You attempted to create a new version of a by calling the PutParameter API with the overwrite flag."
                        + " Version 2, the oldest version, can't be deleted because it has a label associated with it."
                        + " Move the label to another version of the parameter, and try again.");
        ssm.labelParameterVersion(r -> r.name("a").parameterVersion(3L).labels("keep"));
        assertThat(overwrite("a", "102").version()).isEqualTo(102);
    }

    @Test
    void aValueMatchesTheAllowedPatternAsAWhole() {
        put("a", "123", r -> r.allowedPattern("\\d+"));

        assertRefused(
                () -> overwrite("a", "123x"),
                "ParameterPatternMismatchException",
                "Parameter value, cannot be validated against allowedPattern: \\d+");
        assertThat(put("a", "abc", r -> r.overwrite(true).allowedPattern("[a-z]{3}"))
                        .version())
                .isEqualTo(2);
    }

    /** An engine that backtracks would need longer than the universe has. */
    @Test
    void aHostilePatternDoesNotHang() {
        assertRefused(
                () -> put("a", "a".repeat(4000) + "!", r -> r.allowedPattern("(a+)+$")),
                "ParameterPatternMismatchException",
                "Parameter value, cannot be validated against allowedPattern: (a+)+$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"((a{1,100}){1,100}){1,100}", "(?:(?:a{50}){50}){50}", "[a]{1000}{1000}", "(\\Q(\\Ea{999}){999}"
            })
    void aPatternThatWouldBeHugeIsRefused(String pattern) {
        assertRefused(
                () -> put("a", "v", r -> r.allowedPattern(pattern)),
                "InvalidAllowedPatternException",
                "The request does not meet the regular expression requirement: its repetitions are too many");
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        assertRefused(
                () -> put("a", "v", r -> r.allowedPattern("(")),
                "InvalidAllowedPatternException",
                "The request does not meet the regular expression requirement: missing closing )");
    }

    @Test
    void aValueIsNotEmptyAndRefersToNoOther() {
        assertRefused(
                () -> put("a", ""),
                "ValidationException",
                "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length"
                        + " greater than or equal to 1");
        assertRefused(
                () -> put("a", "x{{ssm:b}}"),
                "ValidationException",
                "Parameter value: can't nest another parameter. Do not use \"{{}}\" in the value.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:ec2:image", "aws:ssm:integration", "TEXT"})
    void otherDataTypesThanTextAreRefused(String dataType) {
        assertRefused(
                () -> put("a", "v", r -> r.dataType(dataType)),
                "ValidationException",
                "The following data type is not supported: " + dataType + " (Data type names are all lowercase.)");
    }

    @Test
    void tagsAreForNewParameters() {
        Tag tag = Tag.builder().key("team").value("x").build();
        put("a", "v", r -> r.tags(tag));

        assertThat(ssm.listTagsForResource(r -> r.resourceType("Parameter").resourceId("a"))
                        .tagList())
                .containsExactly(tag);
        assertRefused(
                () -> put("a", "w", r -> r.tags(tag).overwrite(true)),
                "ValidationException",
                "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please"
                        + " remove overwrite flag. To update tags for an existing parameter, please use"
                        + " AddTagsToResource or RemoveTagsFromResource.");
    }
}
