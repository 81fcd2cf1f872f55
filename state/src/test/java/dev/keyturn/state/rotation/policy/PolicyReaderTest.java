package dev.keyturn.state.rotation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.keyturn.state.rotation.Method;

class PolicyReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final String WHOLE = """
            {
              "name": "app",
              "match": {"accounts": ["dev"], "path": "app/*", "tags": {"team": "payments"}},
              "strategy": "alternating-users",
              "schedule": "cron(0 2 ? * SUN *)",
              "window": "6h",
              "password": {"length": 40, "excludePunctuation": true},
              "overlapDeadline": "PT12H",
              "overdueAfter": "PT2H",
              "environments": {"tag": "env", "order": ["dev", "staging", "prod"], "gate": "PT1H"},
              "administrators": ["admin/*"],
              "enforce": true
            }""";

    @Test
    void everyFieldIsRead() {
        Policy policy = read(WHOLE).getFirst();
        assertThat(policy.name()).isEqualTo("app");
        assertThat(policy.match().accounts()).containsExactly("dev");
        assertThat(policy.match().path()).contains(new Policy.NamePattern("app/*"));
        assertThat(policy.match().tags()).containsEntry("team", "payments");
        assertThat(policy.way()).isEqualTo(new Policy.Way.ByMethod(Method.ALTERNATING_USERS));
        assertThat(policy.window()).contains("6h");
        assertThat(policy.password().orElseThrow().length()).isEqualTo(40);
        assertThat(policy.overlapDeadline()).contains(Duration.ofHours(12));
        assertThat(policy.overdueAfter()).contains(Duration.ofHours(2));
        assertThat(policy.environments().orElseThrow().order()).containsExactly("dev", "staging", "prod");
        assertThat(policy.environments().orElseThrow().gate()).isEqualTo(Duration.ofHours(1));
        assertThat(policy.administrators()).containsExactly(new Policy.NamePattern("admin/*"));
        assertThat(policy.enforce()).isTrue();
        assertThat(PolicyReader.stored(policy.document())).isEqualTo(policy);
    }

    @Test
    void whatIsLeftOutIsAsItAlwaysIs() {
        Policy policy = read("""
                [{"name": "a", "match": {"path": "*"}, "function": "SecretsManagerRDSPostgreSQLRotationSingleUser",
                "schedule": "rate(7 days)"}]""").getFirst();
        assertThat(policy.window()).isEmpty();
        assertThat(policy.environments()).isEmpty();
        assertThat(policy.enforce()).isFalse();
        assertThat(policy.environmentTag()).isEqualTo("environment");
        assertThat(policy.match().accounts()).isEmpty();
    }

    /** Each changes one thing of the whole policy; the answer says what is wrong and on which line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            value = {
                "\"app\", | \"a b\", | line 2, column 11: `name` is not a name",
                "\"name\" | \"nmae\" | line 2, column 11: `nmae` is not a field",
                "\"enforce\": true | \"name\": \"b\" | no JSON",
                "\"dev\"], \"path\" | \"qa\"], \"path\" | line 3, column 26: `match.accounts[0]` is no account",
                "app/* | a*p | `match.path` must be a secret's name",
                "\"payments\" | 7 | `match.tags.team` must be a string",
                "alternating-users | twins | line 4, column 15: `strategy` must be one of `single-user`",
                "\"strategy\": \"alternating-users\" | \"function\": \"nobody-knows\" | `function` is no rotation function",
                "\"enforce\" | \"function\": \"known\", \"enforce\" | must have one of `strategy` and `function`",
                "cron(0 2 ? * SUN *) | cron(0 2 * * * *) | line 5, column 15: `schedule` is not a schedule",
                "cron(0 2 ? * SUN *) | daily | `schedule` is not a schedule",
                "\"6h\" | \"25h\" | `window`",
                "\"6h\" | \"23h\" | line 6, column 13: `window` is not a window: it extends into the next",
                "\"6h\" | \"2h\" | must be longer than the gates",
                "40 | 8 | line 7, column 15: `password` must have a `length` from 12 to 128",
                "40 | \"forty\" | `password.length` must be a whole number",
                "\"length\": 40 | \"length\": 12, \"excludeLowercase\": true | makes passwords of 62 bits",
                "PT12H | 12h | `overlapDeadline` must be a duration like `PT1H`",
                "PT12H | PT1M | `overlapDeadline` must be a duration",
                "PT2H | -PT2H | `overdueAfter` must be a duration",
                "\"staging\" | \"dev\" | `environments.order` must name 1 to 20 different",
                "\"staging\" | \"sta ging\" | `environments.order[1]` is not an environment",
                "\"PT1H\" | null | `environments.gate` must be a string",
                "[\"admin/*\"] | \"admin/*\" | `administrators` must be a list",
                "\"enforce\": true | \"enforce\": \"yes\" | `enforce` must be true or false",
            })
    void whatIsWrongIsSaidWithItsPlace(String text, String instead, String message) {
        String edited = WHOLE.replace(text, instead);
        assertThat(edited).isNotEqualTo(WHOLE);
        assertThatThrownBy(() -> read(edited))
                .isInstanceOf(PolicyFormatException.class)
                .hasMessageStartingWith("line ")
                .hasMessageContaining(message);
    }

    @Test
    void whatMatchesEverythingMustSaySo() {
        assertThatThrownBy(() -> read("""
                        {"name": "a", "match": {}, "strategy": "single-user", "schedule": "rate(7 days)"}"""))
                .hasMessage("line 1, column 24: `match` must name a `path` or `tags`: `\"path\": \"*\"` means every"
                        + " secret");
    }

    @Test
    void onePolicyTooMuchIsNoneAtAll() {
        String one = WHOLE.replace("\"app\",", "\"other\",");
        assertThat(read("[" + WHOLE + "," + one + "]")).hasSize(2);
        assertThatThrownBy(() -> read("[" + WHOLE + "," + WHOLE + "]")).hasMessageContaining("stands in the file");
        assertThatThrownBy(() -> read("[]")).isInstanceOf(PolicyFormatException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(PolicyFormatException.class);
        assertThatThrownBy(() -> read(WHOLE + "1")).isInstanceOf(PolicyFormatException.class);
        assertThatThrownBy(() -> read("[".repeat(5_000))).isInstanceOf(PolicyFormatException.class);
        assertThatThrownBy(() -> read("[7]")).hasMessageContaining("`[0]` must be an object");
    }

    @Test
    void theSameSecretIsFoundByItsNameWithoutTheEnvironment() {
        assertThat(Governable.withoutSegment("app/dev/db", "dev")).isEqualTo("app/db");
        assertThat(Governable.withoutSegment("dev/dev/db", "dev")).isEqualTo("dev/db");
        assertThat(Governable.withoutSegment("app/db", "dev")).isEqualTo("app/db");
        assertThat(Governable.withoutSegment("app/develop/db", "dev")).isEqualTo("app/develop/db");
        assertThat(Governable.withoutSegment("dev", "dev")).isEqualTo("dev");
    }

    private static List<Policy> read(String text) {
        return PolicyReader.file(
                text, "dev"::equals, name -> name.equals("known") || name.startsWith("SecretsManager"), NOW);
    }
}
