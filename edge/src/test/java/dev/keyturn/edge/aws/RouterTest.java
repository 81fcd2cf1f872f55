package dev.keyturn.edge.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.rules.sigv4.HttpMessage.Header;

class RouterTest {
    private final Router router = new Router(ApiFacts.load());

    private String routed(HttpCall call, String scopeService) {
        return router.route(call, Optional.of(scopeService).filter(scope -> !scope.isEmpty()))
                .operation()
                .toString();
    }

    /** Status, content type and body of what an unroutable request gets. */
    private String refused(HttpCall call, String scopeService) {
        Optional<String> scope = Optional.of(scopeService).filter(name -> !name.isEmpty());
        AwsFailure failure = catchThrowableOfType(AwsFailure.class, () -> router.route(call, scope));
        HttpAnswer answer = router.failure(call, scope, failure);
        return answer.status() + " " + answer.headers().getFirst().value() + " "
                + new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void byTarget() {
        assertThat(routed(Calls.json("secretsmanager.GetSecretValue", "{}"), "secretsmanager"))
                .isEqualTo("secretsmanager:GetSecretValue");
        assertThat(routed(Calls.json("secretsmanager.GetSecretValue", "{}"), ""))
                .isEqualTo("secretsmanager:GetSecretValue");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
                "CloudTrail_20131101.LookupEvents"
            })
    void byCloudTrailsLongAndShortTarget(String target) {
        assertThat(routed(Calls.json(target, "{}"), "cloudtrail")).isEqualTo("cloudtrail:LookupEvents");
    }

    @Test
    void byActionAndVersion() {
        assertThat(routed(Calls.form("Action=CreateUser&Version=2010-05-08"), "iam"))
                .isEqualTo("iam:CreateUser");
        assertThat(routed(Calls.get("Action=GetCallerIdentity&Version=2011-06-15"), "sts"))
                .isEqualTo("sts:GetCallerIdentity");
        assertThat(routed(Calls.form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"), ""))
                .isEqualTo("sts:AssumeRoleWithWebIdentity");
    }

    @Test
    void aPresignedPostHasItsActionInTheUrl() {
        HttpCall call = Calls.call("POST", "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Date=x", new byte[0]);
        assertThat(routed(call, "sts")).isEqualTo("sts:GetCallerIdentity");
    }

    @Test
    void theScopeDecidesTheService() {
        assertThat(refused(Calls.json("secretsmanager.GetSecretValue", "{}"), "cloudtrail"))
                .startsWith("400 application/x-amz-json-1.1 {\"__type\":\"UnknownOperationException\"");
        assertThat(refused(Calls.form("Action=CreateUser&Version=2010-05-08"), "sts"))
                .contains("Could not find operation CreateUser for version 2010-05-08");
        assertThat(refused(Calls.form("Action=CreateUser&Version=2010-05-08"), "secretsmanager"))
                .contains("UnknownOperationException");
        assertThat(refused(Calls.json("secretsmanager.GetSecretValue", "Action=Nonsense"), "iam"))
                .contains("InvalidAction");
    }

    @Test
    void unknownOperations() {
        assertThat(refused(Calls.json("secretsmanager.Nonsense", "{}"), "secretsmanager"))
                .isEqualTo("400 application/x-amz-json-1.1 {\"__type\":\"UnknownOperationException\","
                        + "\"message\":\"The requested operation is not supported in the called service.\"}");
        assertThat(refused(Calls.form("Action=Foo&Version=2010-05-08"), "iam"))
                .isEqualTo("400 text/xml <ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error>"
                        + "<Type>Sender</Type><Code>InvalidAction</Code>"
                        + "<Message>Could not find operation Foo for version 2010-05-08</Message></Error>"
                        + "<RequestId>11111111-2222-4333-8444-555555555555</RequestId></ErrorResponse>");
        assertThat(refused(Calls.form("Action=CreateUser"), "iam"))
                .contains("Could not find operation CreateUser for version NO_VERSION_SPECIFIED");
        assertThat(refused(Calls.form("Action=DescribeRegions&Version=2016-11-15"), "ec2"))
                .startsWith("400 text/xml <ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code>");
    }

    @Test
    void nothingAtAllLacksAuthentication() {
        assertThat(refused(Calls.get(""), ""))
                .startsWith("403 text/xml <ErrorResponse><Error><Type>Sender</Type>"
                        + "<Code>MissingAuthenticationToken</Code>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "post", "PATCH"})
    void otherMethodsAreNotAllowedWhateverAHeaderSays(String method) {
        HttpCall call = Calls.call(
                method,
                "Action=GetCallerIdentity&Version=2011-06-15",
                new byte[0],
                new Header("x-http-method-override", "GET"));
        assertThat(refused(call, "sts")).startsWith("405 text/xml <ErrorResponse");
    }

    @Test
    void jsonIsPostedOnly() {
        HttpCall call = Calls.call("GET", "", new byte[0], new Header("x-amz-target", "secretsmanager.ListSecrets"));
        assertThat(refused(call, "secretsmanager")).startsWith("405 application/x-amz-json-1.1");
    }

    @Test
    void twoTargetsAreNone() {
        HttpCall call = Calls.call(
                "POST",
                "",
                new byte[0],
                new Header("x-amz-target", "secretsmanager.ListSecrets"),
                new Header("x-amz-target", "secretsmanager.DeleteSecret"));
        assertThat(refused(call, "secretsmanager")).contains("UnknownOperationException");
    }

    @Test
    void twoActionsAreNone() {
        HttpCall call = Calls.call(
                "POST", "Action=GetUser", "Action=DeleteUser&Version=2010-05-08".getBytes(StandardCharsets.US_ASCII));
        assertThat(refused(call, "iam")).startsWith("400 text/xml").contains("<Code>MalformedInput</Code>");
    }

    @Test
    void hostileNamesAreEscapedAndCut() {
        assertThat(refused(Calls.form("Action=%3Cb%3E%0D%0A%00" + "x".repeat(10_000) + "&Version=2010-05-08"), "iam"))
                .contains("&lt;b&gt;&#xD;\n\uFFFDxxx")
                .hasSizeLessThan(700);
    }
}
