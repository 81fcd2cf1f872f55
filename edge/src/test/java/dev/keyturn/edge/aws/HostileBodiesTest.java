package dev.keyturn.edge.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import dev.keyturn.edge.http.HttpCall;

/** Whatever a body holds, the decoder gives a request or an AWS error that quotes nothing of it. */
class HostileBodiesTest {
    private static final String TARGET = "secretsmanager.CreateSecret";

    private static CreateSecretRequest secret(String json) {
        return JsonCodec.INSTANCE.decode(Calls.json(TARGET, json), CreateSecretRequest::builder);
    }

    private static CreateUserRequest user(String form) {
        return QueryCodec.INSTANCE.decode(Calls.form(form), CreateUserRequest::builder);
    }

    private static void refused(Runnable decoding) {
        AwsFailure failure = catchThrowableOfType(AwsFailure.class, decoding::run);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(new AwsFailure.Kind.Common(CommonError.SERIALIZATION));
        assertThat(failure.getMessage()).doesNotContain("CANARY");
        assertThat(failure.getCause()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"CANARY\"",
                "1",
                "null",
                "{",
                "{}}",
                "{} {}",
                "{\"Name\":\"CANARY\"",
                "{\"Name\":\"CANARY\",\"Name\":\"b\"}",
                "{\"Unknown\":{\"CANARY\":1,\"CANARY\":2}}",
                "{\"Name\":1}",
                "{\"Name\":true}",
                "{\"Name\":{\"CANARY\":1}}",
                "{\"Name\":[\"CANARY\"]}",
                "{\"Tags\":{\"CANARY\":1}}",
                "{\"Tags\":[1]}",
                "{\"Tags\":[null]}",
                "{\"Tags\":[{\"Key\":1}]}",
                "{\"ForceOverwriteReplicaSecret\":\"true\"}",
                "{\"SecretBinary\":\"CANARY!\"}",
                "{\"SecretBinary\":12}",
                "{\"Name\":\"\\ud800CANARY\"}",
                "{\"Name\":\"a\\u\"}",
                "{'Name':'CANARY'}",
                "{\"Name\":\"CANARY\u0001\"}",
                "{\"Name\":\"CANARY\u0000\"}",
                "{Name:\"CANARY\"}",
                "{\"Name\":\"CANARY\",}",
                "// CANARY\n{}",
                "{\"Name\":NaN}"
            })
    void jsonThatIsNoRequest(String json) {
        refused(() -> secret(json));
    }

    @Test
    void jsonThatIsNotUtf8() {
        for (byte[] bad : List.of(
                new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
                new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'},
                new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'},
                "{}".getBytes(StandardCharsets.UTF_16),
                "{}".getBytes(StandardCharsets.UTF_16LE),
                "{}".getBytes(StandardCharsets.UTF_16BE))) {
            refused(() -> JsonCodec.INSTANCE.decode(Calls.json(TARGET, bad), CreateSecretRequest::builder));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[", "{\"Tags\":[", "{\"Tags\":[{\"Key\":"})
    void jsonTenThousandDeep(String opening) {
        refused(() -> secret("{\"x\":" + opening.repeat(10_000)));
        refused(() -> secret(opening.repeat(10_000)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "-1e999999999",
                "99999999999999999999999999999999999999999999999999999999999999999999",
                "\"2026-11-24T08:00:00Z\"",
                "1e300",
                "true",
                "[]"
            })
    void hostileTimes(String time) {
        refused(() -> JsonCodec.INSTANCE.decode(
                Calls.json("CloudTrail_20131101.LookupEvents", "{\"StartTime\":" + time + "}"),
                LookupEventsRequest::builder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "2147483648", "-2147483649", "1.5", "\"1\""})
    void hostileIntegers(String number) {
        refused(() -> JsonCodec.INSTANCE.decode(
                Calls.json("CloudTrail_20131101.LookupEvents", "{\"MaxResults\":" + number + "}"),
                LookupEventsRequest::builder));
    }

    @Test
    void unknownMembersNullsAndAnEmptyBodyAreNothing() {
        assertThat(secret("{\"Unknown\":[{\"x\":[1,2,{\"y\":null}]}],\"Name\":\"n\",\"Description\":null}"))
                .isEqualTo(CreateSecretRequest.builder().name("n").build());
        assertThat(secret("")).isEqualTo(CreateSecretRequest.builder().build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UserName=CANARY&UserName=b",
                "UserName=CANARY%",
                "UserName=CANARY%4",
                "UserName=CANARY%zz",
                "UserName=CANARY%ff",
                "UserName=CANARY%c0%80",
                "UserName.CANARY=1",
                "Tags=CANARY",
                "Tags.member=CANARY",
                "Tags.CANARY.1.Key=a",
                "Tags.member.0.Key=CANARY",
                "Tags.member.01.Key=CANARY",
                "Tags.member.-1.Key=CANARY",
                "Tags.member.99999.Key=CANARY",
                "Tags.member.99999999999999.Key=CANARY",
                "Tags.member.1.Key.CANARY=a",
                "Tags.member.x.Key=CANARY",
                "Tags.member..Key=CANARY"
            })
    void formsThatAreNoRequest(String form) {
        refused(() -> user(form));
    }

    @Test
    void formsTooDeepOrTooWide() {
        refused(() -> user("a.".repeat(10_000) + "b=c"));
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            wide.append("&p").append(i).append("=1");
        }
        refused(() -> user(wide.toString()));
    }

    @Test
    void sparseIndicesOrderAListAndLeaveNoGaps() {
        assertThat(user("UserName=b&Tags.member.9999.Key=z&Tags.member.10.Key=y&Tags.member.9.Key=x&Other.1.2=3")
                        .tags())
                .extracting(tag -> tag.key())
                .containsExactly("x", "y", "z");
    }

    @Test
    void anEmptyListIsAList() {
        assertThat(user("Tags=&UserName=b").hasTags()).isTrue();
        assertThat(user("UserName=b").hasTags()).isFalse();
    }

    @Property(tries = 3_000)
    void anyBytesGiveARequestOrAnAwsFailure(@ForAll byte[] body) {
        decodes(Calls.json(TARGET, body), JsonCodec.INSTANCE, CreateSecretRequest::builder);
        decodes(
                Calls.form(new String(body, StandardCharsets.ISO_8859_1)),
                QueryCodec.INSTANCE,
                CreateUserRequest::builder);
    }

    @Property(tries = 3_000)
    void anythingNearJsonGivesARequestOrAnAwsFailure(@ForAll("nearJson") String body) {
        decodes(Calls.json(TARGET, body), JsonCodec.INSTANCE, CreateSecretRequest::builder);
        decodes(Calls.json(TARGET, "{" + body + "}"), JsonCodec.INSTANCE, CreateSecretRequest::builder);
        decodes(Calls.json("x", "{" + body + "}"), JsonCodec.INSTANCE, LookupEventsRequest::builder);
    }

    @Property(tries = 3_000)
    void anythingNearAFormGivesARequestOrAnAwsFailure(@ForAll("nearForm") String body) {
        decodes(Calls.form(body), QueryCodec.INSTANCE, CreateUserRequest::builder);
        decodes(Calls.get(body), QueryCodec.INSTANCE, CreateUserRequest::builder);
    }

    @Provide
    Arbitrary<String> nearJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"Name\"",
                        "\"Tags\"",
                        "\"Key\"",
                        "\"Value\"",
                        "\"SecretBinary\"",
                        "\"StartTime\"",
                        "\"MaxResults\"",
                        "\"LookupAttributes\"",
                        "\"AA==\"",
                        "\"\\ud83d\\ude00\"",
                        "\"\\ud83d\"",
                        "1",
                        "-1.5e3",
                        "1e400",
                        "true",
                        "null",
                        " ",
                        "\"ü\"",
                        "\u0000")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> nearForm() {
        return Arbitraries.of(
                        "UserName",
                        "Tags",
                        "member",
                        "entry",
                        "Key",
                        "Value",
                        ".",
                        "=",
                        "&",
                        "%",
                        "%41",
                        "%ff",
                        "+",
                        "1",
                        "2",
                        "9999",
                        "0",
                        "-",
                        "PermissionsBoundary",
                        "\u00ff",
                        "\u0000")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    private static <T extends SdkPojo> void decodes(
            HttpCall call, Codec codec, Supplier<? extends SdkBuilder<?, T>> builder) {
        try {
            assertThat(codec.decode(call, builder)).isNotNull();
        } catch (AwsFailure failure) {
            assertThat(failure.kind()).isEqualTo(new AwsFailure.Kind.Common(CommonError.SERIALIZATION));
        }
    }
}
