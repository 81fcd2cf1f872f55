package dev.keyturn.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.rules.arn.Arn;

class PublicAccessTest {
    private static final String ANYBODY = "\"Principal\":\"*\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/team\":\"x\"}}",
                ",\"Condition\":{\"StringNotEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}}",
                ",\"Condition\":{\"StringEqualsIfExists\":{\"aws:PrincipalAccount\":\"111122223333\"}}",
                ",\"Condition\":{\"ForAllValues:StringEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}}",
                ",\"Condition\":{\"StringLike\":{\"aws:PrincipalAccount\":\"1111*\"}}",
                ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalAccount\":[\"111122223333\",\"${aws:SourceAccount}\"]}}",
                ",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:role/app\"}}",
                ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}}"
            })
    void anAllowForEverybodyIsPublicUnlessAConditionHoldsItToFixedCallers(String condition) {
        assertThat(statement("Allow", ANYBODY, condition).grantsPublicAccess()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}}",
                ",\"Condition\":{\"StringEquals\":{\"AWS:principalOrgId\":[\"o-1\",\"o-2\"]}}",
                ",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/*\"}}",
                ",\"Condition\":{\"StringLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::111122223333:role/*\"}}",
                ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":[\"203.0.113.0/24\",\"2001:db8::/32\"]}}"
            })
    void anAllowThatAConditionHoldsToFixedCallersIsNotPublic(String condition) {
        assertThat(statement("Allow", ANYBODY, condition).grantsPublicAccess()).isFalse();
    }

    @Test
    void everybodyAmongOthersIsAnybody() {
        assertThat(statement("Allow", "\"Principal\":{\"AWS\":[\"111122223333\",\"*\"]}", "")
                        .grantsPublicAccess())
                .isTrue();
    }

    @Test
    void aPolicyNamesThoseWhomAnAllowOfItNamesUnderAnyCondition() {
        PolicyDocument policy = statement(
                "Allow",
                "\"Principal\":{\"AWS\":[\"444455556666\",\"arn:aws:iam::777788889999:user/bob\"]}",
                ",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}}");

        assertThat(policy.names(user("arn:aws:iam::444455556666:user/eve"))).isTrue();
        assertThat(policy.names(user("arn:aws:iam::777788889999:user/bob"))).isTrue();
        assertThat(policy.names(user("arn:aws:iam::777788889999:user/eve"))).isFalse();
        assertThat(statement("Deny", ANYBODY, "").names(user("arn:aws:iam::777788889999:user/eve")))
                .isFalse();
    }

    private static Requester user(String arn) {
        return new Requester.User(Arn.parse(arn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"Principal\":{\"AWS\":\"111122223333\"}", "\"Principal\":{\"Service\":\"rds.amazonaws.com\"}"})
    void whoIsNamedIsNotAnybody(String principal) {
        assertThat(statement("Allow", principal, "").grantsPublicAccess()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Principal\":\"*\"", "\"NotPrincipal\":{\"AWS\":\"111122223333\"}"})
    void aDenyOpensNothing(String principal) {
        assertThat(statement("Deny", principal, "").grantsPublicAccess()).isFalse();
    }

    private static PolicyDocument statement(String effect, String principal, String condition) {
        return PolicyDocument.parseResourcePolicy(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"" + effect + "\"," + principal
                        + ",\"Action\":\"secretsmanager:GetSecretValue\",\"Resource\":\"*\"" + condition + "}}");
    }
}
