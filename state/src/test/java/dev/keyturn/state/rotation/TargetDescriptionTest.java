package dev.keyturn.state.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.seal.SecretBytes;

class TargetDescriptionTest {
    private static final String FULL = """
            {"engine":"postgres","host":"db.example.com","port":5433,"dbname":"orders","username":"app","password":"canary"}""";

    @Test
    void readsTheFieldsOfAws() {
        assertThat(parse(FULL))
                .isEqualTo(new TargetDescription.Valid(new TargetDescription(
                        Engine.POSTGRES, "db.example.com", 5433, "orders", "app", true, Optional.empty())));
    }

    @Test
    void fillsInWhatIsUsual() {
        assertThat(parse("{\"engine\":\"postgresql\",\"host\":\"DB.Example.com\",\"username\":\"app\"}"))
                .isEqualTo(new TargetDescription.Valid(new TargetDescription(
                        Engine.POSTGRES, "db.example.com", 5432, "postgres", "app", true, Optional.empty())));
    }

    @Test
    void takesNumbersAndTruthAsTextToo() {
        assertThat(
                        parse(
                                "{\"engine\":\"postgres\",\"host\":\"::1\",\"port\":\"6000\",\"username\":\"a\",\"ssl\":\"false\"}"))
                .isEqualTo(new TargetDescription.Valid(
                        new TargetDescription(Engine.POSTGRES, "::1", 6000, "postgres", "a", false, Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example.com,b.example.com",
                "db.example.com/postgres?sslmode=disable",
                "db.example.com?socketFactory=x",
                "db.example.com:5432",
                "db.example.com&user=x",
                "user@db.example.com",
                "[::1]",
                "db example",
                "db\\u0000",
                "/var/run/postgresql",
                "-option",
                "",
                ".",
                "db..example.com",
                "fe80::1%eth0"
            })
    void aHostThatCarriesMoreThanAHostIsRefused(String host) {
        assertThat(parse(FULL.replace("db.example.com", host)))
                .isEqualTo(
                        new TargetDescription.Invalid("the secret's field `host` must be one host name or IP address"));
    }

    @Test
    void namesThatPostgresCannotHoldAreRefusedAndOddOnesAreNot() {
        assertThat(parse(FULL.replace("\"app\"", "\"" + "n".repeat(63) + "\"")))
                .isInstanceOf(TargetDescription.Valid.class);
        assertThat(parse(FULL.replace("\"app\"", "\"" + "n".repeat(64) + "\"")))
                .isInstanceOf(TargetDescription.Invalid.class);
        assertThat(parse(FULL.replace("\"app\"", "\"" + "é".repeat(32) + "\"")))
                .isInstanceOf(TargetDescription.Invalid.class);
        assertThat(parse(FULL.replace("\"app\"", "\"a\\u0000b\""))).isInstanceOf(TargetDescription.Invalid.class);
        assertThat(parse(FULL.replace("\"app\"", "\"\\ud800\""))).isInstanceOf(TargetDescription.Invalid.class);
        assertThat(parse(FULL.replace("\"app\"", "\"x\\\";DROP TABLE t;--\"")))
                .isInstanceOf(TargetDescription.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d?ssl=false", "d&a=b", "d;a", "d=a", "d\\u0001", "d\\n"})
    void aDatabaseThatCarriesDriverSettingsIsRefused(String database) {
        assertThat(parse(FULL.replace("orders", database)))
                .isEqualTo(new TargetDescription.Invalid("the secret's field `dbname` must be a plain name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "5432.0", "\"5432,5433\"", "\"+1\"", "true", "99999999999999999999"})
    void aPortIsAPort(String port) {
        assertThat(parse(FULL.replace("5433", port))).isInstanceOf(TargetDescription.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json canary",
                "[]",
                "\"canary\"",
                "{\"engine\":\"postgres\",\"host\":\"a\",\"host\":\"b\",\"username\":\"canary\"}",
                "{\"engine\":\"db2\",\"host\":\"a\",\"username\":\"canary\"}",
                "{\"engine\":\"postgres\",\"host\":[\"canary\"],\"username\":\"canary\"}",
                "{\"engine\":\"postgres\",\"username\":\"canary\"}",
                "{\"engine\":\"postgres\",\"host\":\"a\"}",
                "{\"engine\":\"postgres\",\"host\":\"a\",\"username\":\"canary\",\"ssl\":\"canary\"}"
            })
    void whatIsNoLoginIsRefusedInWordsThatHoldNoValue(String json) {
        assertThat(parse(json))
                .isInstanceOfSatisfying(
                        TargetDescription.Invalid.class,
                        invalid -> assertThat(invalid.message()).doesNotContain("canary"));
    }

    @Test
    void differsFromItsRegistrationInTheFieldsThatWereEdited() {
        Arn secret = Arn.parse("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf");
        TargetDescription registered =
                new TargetDescription(Engine.POSTGRES, "db", 5432, "orders", "app", true, Optional.empty());
        RotationTarget target = registered.registeredFor("123456789012", secret, Method.SINGLE_USER);
        assertThat(registered.differencesFrom(target)).isEmpty();
        assertThat(new TargetDescription(Engine.POSTGRES, "elsewhere", 5432, "orders", "root", false, Optional.empty())
                        .differencesFrom(target))
                .containsExactlyInAnyOrder("host", "username", "ssl");
    }

    private static TargetDescription.Result parse(String json) {
        return TargetDescription.parse(SecretBytes.ofUtf8(json));
    }
}
