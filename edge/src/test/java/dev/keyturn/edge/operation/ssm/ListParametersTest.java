package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParametersFilter;

/** Listings by path and by filters, page by page. */
final class ListParametersTest extends OnParameters {
    private static final String INVALID_TOKEN = "The specified token isn't valid.";

    private static ParameterStringFilter filter(String key, @Nullable String option, String... values) {
        return ParameterStringFilter.builder()
                .key(key)
                .option(option)
                .values(values)
                .build();
    }

    private List<String> described(ParameterStringFilter... filters) {
        return ssm.describeParametersPaginator(r -> r.parameterFilters(filters)).stream()
                .flatMap(page -> page.parameters().stream())
                .map(ParameterMetadata::name)
                .toList();
    }

    private void makeSome() {
        put("/dev/a", "v", r -> r.tags(t -> t.key("team").value("blue")));
        put("/dev/b/c", "v", r -> r.tags(t -> t.key("team").value("green")));
        put("/devel/x", "v", r -> r.tier(ParameterTier.ADVANCED));
        putSecure("/prod/a", "v");
        put("top", "x,y", r -> r.type(ParameterType.STRING_LIST));
    }

    @Test
    void aPathHasItsOwnLevelOrAllBelow() {
        makeSome();

        assertThat(under("/dev", false)).containsExactly("/dev/a");
        assertThat(under("/dev/", true)).containsExactly("/dev/a", "/dev/b/c");
        assertThat(under("/", false)).containsExactly("top");
        assertThat(under("/", true)).containsExactly("/dev/a", "/dev/b/c", "/devel/x", "/prod/a", "top");
        assertThat(under("/dev/a", true)).isEmpty();
        assertThat(under("/nothing", true)).isEmpty();
    }

    @Test
    void whatIsDeletedIsUnderNoPath() {
        makeSome();
        ssm.deleteParameter(r -> r.name("/dev/b/c"));

        assertThat(under("/dev", true)).containsExactly("/dev/a");
    }

    @Test
    void secureStringsUnderAPathAreDecryptedWhenAsked() {
        putSecure("/a/b", "hush");

        assertThat(ssm.getParametersByPath(r -> r.path("/a"))
                        .parameters()
                        .getFirst()
                        .value())
                .isNotEqualTo("hush");
        assertThat(ssm.getParametersByPath(r -> r.path("/a").withDecryption(true))
                        .parameters()
                        .getFirst()
                        .value())
                .isEqualTo("hush");
    }

    @Test
    void aPathIsFilteredByTypeKeyAndLabel() {
        makeSome();
        overwrite("/dev/a", "new");
        ssm.labelParameterVersion(r -> r.name("/dev/a").parameterVersion(1L).labels("live"));

        GetParametersByPathResponse labelled = ssm.getParametersByPath(
                r -> r.path("/").recursive(true).parameterFilters(filter("Label", "Equals", "live")));
        assertThat(labelled.parameters())
                .extracting(Parameter::name, Parameter::value)
                .containsExactly(tuple("/dev/a", "v"));
        assertThat(ssm.getParametersByPath(r -> r.path("/")
                                .recursive(true)
                                .parameterFilters(filter("Type", "Equals", "SecureString", "StringList")))
                        .parameters())
                .extracting(Parameter::name)
                .containsExactly("/prod/a", "top");
        assertThat(ssm.getParametersByPath(r ->
                                r.path("/").recursive(true).parameterFilters(filter("KeyId", "BeginsWith", "alias/")))
                        .parameters())
                .extracting(Parameter::name)
                .containsExactly("/prod/a");
        assertRefused(
                () -> ssm.getParametersByPath(r -> r.path("/").parameterFilters(filter("Name", "Equals", "x"))),
                "InvalidFilterKey",
                "The following filter key is not valid: Name. Valid filter keys include: [Type, KeyId].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "/dev//a", "/dev*", "/a b"})
    void aPathThatIsNoneIsRefused(String path) {
        assertRefused(
                () -> ssm.getParametersByPath(r -> r.path(path)),
                "ValidationException",
                "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a"
                        + " forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It"
                        + " must use only letters, numbers, or the following symbols: . (period), - (hyphen), _"
                        + " (underscore). Special characters are not allowed. All sub-paths, if specified, must use the"
                        + " forward slash symbol \"/\". Valid example: /get/parameters2-/by1./path0_.");
    }

    @Test
    void pagesHoldEveryParameterOnce() {
        for (int i = 10; i < 33; i++) {
            put("/many/p" + i, "v");
        }

        GetParametersByPathResponse first = ssm.getParametersByPath(r -> r.path("/many"));
        assertThat(first.parameters()).hasSize(10);
        assertThat(under("/many", false)).hasSize(23).doesNotHaveDuplicates();
        assertThat(ssm.describeParametersPaginator(r -> r.maxResults(5)).stream()
                        .map(page -> page.parameters().size()))
                .containsExactly(5, 5, 5, 5, 3);
        assertThat(ssm.describeParameters(r -> r.maxResults(23)).nextToken()).isNull();
    }

    /** Row 58 of the threats. */
    @Test
    void aTokenIsGoodOnlyForItsAccountAndQuestion() {
        makeSome();
        overwrite("top", "z");
        String described = ssm.describeParameters(r -> r.maxResults(1)).nextToken();
        String under = ssm.getParametersByPath(r -> r.path("/").recursive(true).maxResults(1))
                .nextToken();
        String history =
                ssm.getParameterHistory(r -> r.name("top").maxResults(1)).nextToken();

        assertRefused(
                () -> stranger().describeParameters(r -> r.nextToken(described)), "InvalidNextToken", INVALID_TOKEN);
        assertRefused(
                () -> ssm.describeParameters(
                        r -> r.nextToken(described).parameterFilters(filter("Name", "BeginsWith", "/"))),
                "InvalidNextToken",
                INVALID_TOKEN);
        assertRefused(
                () -> ssm.getParametersByPath(r -> r.path("/").recursive(true).nextToken(described)),
                "InvalidNextToken",
                INVALID_TOKEN);
        assertRefused(
                () -> ssm.getParametersByPath(
                        r -> r.path("/dev").recursive(true).nextToken(under)),
                "InvalidNextToken",
                INVALID_TOKEN);
        assertRefused(
                () -> ssm.getParameterHistory(r -> r.name("/dev/a").nextToken(history)),
                "InvalidNextToken",
                INVALID_TOKEN);
        assertRefused(() -> ssm.describeParameters(r -> r.nextToken("x")), "InvalidNextToken", INVALID_TOKEN);
    }

    @Test
    void metadataHasNoValue() {
        put("a", "canary", r -> r.description("of a").allowedPattern(".*"));

        ParameterMetadata metadata = ssm.describeParameters().parameters().getFirst();
        assertThat(metadata.toString()).doesNotContain("canary");
        assertThat(metadata.arn()).isEqualTo(arn("a"));
        assertThat(metadata.description()).isEqualTo("of a");
        assertThat(metadata.allowedPattern()).isEqualTo(".*");
        assertThat(metadata.version()).isEqualTo(1);
        assertThat(metadata.tier()).isEqualTo(ParameterTier.STANDARD);
        assertThat(metadata.lastModifiedUser()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Name      | Equals     | dev/a        | /dev/a
            Name      | Equals     | /top         | top
            Name      | BeginsWith | /dev         | /dev/a /dev/b/c /devel/x
            Name      | Contains   | b/           | /dev/b/c
            Type      | Equals     | SecureString | /prod/a
            KeyId     | BeginsWith | alias        | /prod/a
            Tier      | Equals     | Advanced     | /devel/x
            DataType  | Equals     | text         | /dev/a /dev/b/c /devel/x /prod/a top
            Path      | OneLevel   | /dev         | /dev/a
            Path      | Recursive  | /dev         | /dev/a /dev/b/c
            tag:team  | Equals     | blue         | /dev/a
            tag:team  | BeginsWith | gr           | /dev/b/c
            """)
    void filtersChoose(String key, String option, String value, String names) {
        makeSome();

        assertThat(described(filter(key, option, value))).containsExactly(names.split(" "));
    }

    @Test
    void aTagFilterWithoutValuesAsksForTheTag() {
        makeSome();

        assertThat(described(ParameterStringFilter.builder().key("tag:team").build()))
                .containsExactly("/dev/a", "/dev/b/c");
    }

    @Test
    void everyFilterHasToPass() {
        makeSome();

        assertThat(described(filter("Path", "Recursive", "/dev"), filter("tag:team", null, "green")))
                .containsExactly("/dev/b/c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Label | Equals   | x    | InvalidFilterKey    | The following filter key is not valid: Label. Valid filter keys include: [Path, Name, Type, KeyId, Tier].
            Path  | Equals   | /a   | InvalidFilterOption | The following filter option is not valid: Equals. Valid options include: [Recursive, OneLevel].
            Type  | Contains | S    | InvalidFilterOption | The following filter option is not valid: Contains. Valid options include: [BeginsWith, Equals].
            Type  | Equals   | Text | InvalidFilterValue  | The following filter value is not valid: Text. Valid values include: [SecureString, String, StringList].
            """)
    void aFilterThatIsNoneIsRefused(String key, String option, String value, String code, String message) {
        assertRefused(() -> described(filter(key, option, value)), code, message);
    }

    @Test
    void filtersAreCompleteAndGivenOnce() {
        assertRefused(
                () -> described(ParameterStringFilter.builder().key("Name").build()),
                "InvalidFilterValue",
                "The following filter values are missing : null for filter key Name");
        assertRefused(
                () -> described(filter("Name", null, "a"), filter("Name", null, "b")),
                "InvalidFilterKey",
                "The following filter is duplicated in the request: Name. A request can contain only one occurrence of a"
                        + " specific filter.");
    }

    @Test
    void theFiltersOfOldStillWork() {
        makeSome();

        DescribeParametersResponse byName = ssm.describeParameters(r ->
                r.filters(ParametersFilter.builder().key("Name").values("/dev/").build()));
        assertThat(byName.parameters()).extracting(ParameterMetadata::name).containsExactly("/dev/a", "/dev/b/c");
        assertRefused(
                () -> ssm.describeParameters(r -> r.filters(ParametersFilter.builder()
                                .key("Name")
                                .values("a")
                                .build())
                        .parameterFilters(filter("Name", null, "a"))),
                "ValidationException",
                "You can use either Filters or ParameterFilters in a single request.");
    }

    @Test
    void nothingIsSharedWithAnybody() {
        makeSome();

        assertThat(ssm.describeParameters(r -> r.shared(true)).parameters()).isEmpty();
    }

    @Test
    void anotherAccountSeesNothingOfIt() {
        makeSome();

        assertThat(stranger().describeParameters().parameters()).isEmpty();
        assertThat(stranger()
                        .getParametersByPath(r -> r.path("/").recursive(true))
                        .parameters())
                .isEmpty();
    }
}
