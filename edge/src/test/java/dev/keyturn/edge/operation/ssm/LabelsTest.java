package dev.keyturn.edge.operation.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.LabelParameterVersionResponse;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.UnlabelParameterVersionResponse;

final class LabelsTest extends OnParameters {

    private List<List<String>> labels(String name) {
        return ssm.getParameterHistory(r -> r.name(name)).parameters().stream()
                .map(ParameterHistory::labels)
                .toList();
    }

    private LabelParameterVersionResponse label(long version, String... labels) {
        return ssm.labelParameterVersion(
                r -> r.name("a").parameterVersion(version).labels(labels));
    }

    @Test
    void theLatestVersionIsLabelledWhenNoneIsNamed() {
        put("a", "first");
        overwrite("a", "second");

        LabelParameterVersionResponse answer =
                ssm.labelParameterVersion(r -> r.name("a").labels("x", "y"));

        assertThat(answer.parameterVersion()).isEqualTo(2);
        assertThat(answer.invalidLabels()).isEmpty();
        assertThat(labels("a")).containsExactly(List.of(), List.of("x", "y"));
    }

    @Test
    void aLabelMoves() {
        put("a", "first");
        overwrite("a", "second");
        label(1, "x", "y");

        label(2, "x");

        assertThat(labels("a")).containsExactly(List.of("y"), List.of("x"));
    }

    @Test
    void whatCannotBeALabelIsListed() {
        put("a", "v");

        assertThat(label(1, "1st", "AwsX", "ssm", "a b", "good", "ä").invalidLabels())
                .containsExactly("1st", "AwsX", "ssm", "a b", "ä");
        assertThat(labels("a")).containsExactly(List.of("good"));
    }

    @Test
    void aVersionHasTenLabels() {
        put("a", "v");
        label(1, IntStream.range(0, 10).mapToObj(i -> "l" + i).toArray(String[]::new));

        label(1, "l3");
        assertRefused(
                () -> label(1, "eleventh"),
                "ParameterVersionLabelLimitExceeded",
                "A parameter version can have maximum 10 labels. Move one or more labels to another version and try"
                        + " again.");
    }

    @Test
    void aLabelIsTakenOffTheVersionThatWearsIt() {
        put("a", "first");
        overwrite("a", "second");
        label(1, "x");
        label(2, "y");

        UnlabelParameterVersionResponse answer = ssm.unlabelParameterVersion(
                r -> r.name("a").parameterVersion(1L).labels("x", "y", "z"));

        assertThat(answer.removedLabels()).containsExactly("x");
        assertThat(answer.invalidLabels()).containsExactly("y", "z");
        assertThat(labels("a")).containsExactly(List.of(), List.of("y"));
    }

    @Test
    void whatIsNotThereCannotBeLabelled() {
        put("a", "v");
        String noVersion = "Systems Manager could not find version 2 of a. Verify the version and try again.";

        assertRefused(() -> label(2, "x"), "ParameterVersionNotFound", noVersion);
        assertRefused(
                () -> ssm.unlabelParameterVersion(
                        r -> r.name("a").parameterVersion(2L).labels("x")),
                "ParameterVersionNotFound",
                noVersion);
        assertRefused(
                () -> ssm.labelParameterVersion(r -> r.name("b").labels("x")),
                "ParameterNotFound",
                "Parameter b not found.");
    }
}
