package dev.keyturn.state.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.Sealed;
import dev.keyturn.state.store.OnBothStores;

class ParametersTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private static ParameterVersion version(long number) {
        return new ParameterVersion(
                number,
                ParameterType.SECURE_STRING,
                new Sealed(("value " + number).getBytes(StandardCharsets.UTF_8)),
                Optional.of("alias/aws/ssm"),
                Optional.of("of it"),
                Optional.empty(),
                ParameterTier.ADVANCED,
                "text",
                NOW,
                "arn:aws:iam::111122223333:root");
    }

    private Parameter insert(String name) {
        Parameter parameter = new Parameter(ACCOUNT, name, version(1));
        assertThat(store.<Boolean>write(tx -> new Parameters(tx).insert(parameter)))
                .isTrue();
        return parameter;
    }

    private Parameter found(String arnName) {
        return read(all -> all.find(ACCOUNT, arnName)).orElseThrow().parameter();
    }

    private void change(Consumer<Parameters> change) {
        store.write(tx -> {
            change.accept(new Parameters(tx));
            return 0;
        });
    }

    private <T> T read(Function<Parameters, T> look) {
        return store.read(tx -> look.apply(new Parameters(tx)));
    }

    private List<String> under(String level, boolean recursive) {
        return read(all -> all.under(ACCOUNT, level, recursive, Optional.empty(), 100)).stream()
                .map(Parameter::name)
                .toList();
    }

    @Test
    void whatIsInsertedIsFoundAsItWas() {
        insert("/a/b");

        Parameter found = found("a/b");
        assertThat(found.name()).isEqualTo("/a/b");
        assertThat(found.latest()).usingRecursiveComparison().isEqualTo(version(1));
    }

    @Test
    void aNameWithAndWithoutASlashIsTaken() {
        insert("a");

        assertThat(store.<Boolean>write(tx -> new Parameters(tx).insert(new Parameter(ACCOUNT, "/a", version(1)))))
                .isFalse();
        assertThat(store.<Boolean>write(
                        tx -> new Parameters(tx).insert(new Parameter("444455556666", "a", version(1)))))
                .isTrue();
    }

    @Test
    void aVersionFollowsTheLatestOnly() {
        Parameter first = insert("a");
        change(all -> all.addVersion(first, version(2)));

        assertThat(found("a").latest().number()).isEqualTo(2);
        assertThatThrownBy(() -> change(all -> all.addVersion(first, version(2))))
                .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> change(all -> all.addVersion(first, version(3))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(this.<List<ParameterVersion>>read(all -> all.versions(found("a"), 0, 10)))
                .extracting(ParameterVersion::number)
                .containsExactly(1L, 2L);
    }

    @Test
    void aLabelIsOnOneVersion() {
        Parameter first = insert("a");
        change(all -> all.addVersion(first, version(2)));
        Parameter second = found("a");

        change(all -> all.label(second, "x", 1));
        change(all -> all.label(second, "x", 2));

        assertThat(this.<Map<String, Long>>read(all -> all.labels(second))).containsExactly(Map.entry("x", 2L));
        assertThat(this.<Optional<ParameterVersion>>read(all -> all.labelled(second, "x"))
                        .map(ParameterVersion::number))
                .contains(2L);
    }

    @Test
    void aLevelHasWhatIsBelowItAndNothingBeside() {
        for (String name : List.of("/a/b", "/a/b/c", "/a/b-x/c", "/a/B/c", "/ab/c", "top")) {
            insert(name);
        }

        assertThat(under("a/b", true)).containsExactly("/a/b/c");
        assertThat(under("a", false)).containsExactly("/a/b");
        assertThat(under("a", true)).containsExactlyInAnyOrder("/a/b", "/a/b/c", "/a/b-x/c", "/a/B/c");
        assertThat(under("", false)).containsExactly("top");
        assertThat(under("", true)).hasSize(6);
    }

    @Test
    void pagesFollowEachOther() {
        for (String name : List.of("/a/B", "/a/a", "/a/b", "/a/_", "/a/1")) {
            insert(name);
        }

        List<Parameter> listed = read(all -> all.list(ACCOUNT, Optional.empty(), 10));
        Optional<String> after = Optional.empty();
        for (Parameter expected : listed) {
            Optional<String> position = after;
            for (boolean recursive : new boolean[] {true, false}) {
                assertThat(this.<List<Parameter>>read(all -> all.under(ACCOUNT, "a", recursive, position, 1)))
                        .singleElement()
                        .extracting(Parameter::name)
                        .isEqualTo(expected.name());
            }
            after = Optional.of(expected.arnName());
        }
    }

    @Test
    void whatIsDeletedLeavesNothing() {
        Parameter parameter = insert("/a/b");
        change(all -> {
            all.label(parameter, "x", 1);
            all.replaceTags(parameter, Map.of("k", "v"));
            all.replacePolicies(
                    parameter, List.of(new ParameterPolicy(ParameterPolicy.Kind.EXPIRATION, "{}", NOW, false)));
        });

        change(all -> all.delete(parameter));

        assertThat(under("a", true)).isEmpty();
        assertThat(this.<List<DuePolicy>>read(all -> all.due(NOW, 10))).isEmpty();
        insert("/a/b");
        assertThat(this.<Map<String, String>>read(all -> all.tags(parameter))).isEmpty();
    }

    @Test
    void aPolicyIsDueUntilItIsFinished() {
        Parameter parameter = insert("a");
        ParameterPolicy policy = new ParameterPolicy(ParameterPolicy.Kind.NO_CHANGE_NOTIFICATION, "{}", NOW, false);
        change(all -> all.replacePolicies(parameter, List.of(policy)));

        assertThat(this.<List<DuePolicy>>read(all -> all.due(NOW.minus(Duration.ofMillis(1)), 10)))
                .isEmpty();
        DuePolicy due = read(all -> all.due(NOW, 10)).getFirst();
        assertThat(due.policy()).isEqualTo(policy);
        change(all -> all.finish(due));
        assertThat(this.<List<DuePolicy>>read(all -> all.due(NOW, 10))).isEmpty();
    }

    @Test
    void aTierIsCounted() {
        insert("a");
        insert("b");

        assertThat(this.<Integer>read(all -> all.count(ACCOUNT, ParameterTier.ADVANCED)))
                .isEqualTo(2);
        assertThat(this.<Integer>read(all -> all.count(ACCOUNT, ParameterTier.STANDARD)))
                .isZero();
    }
}
