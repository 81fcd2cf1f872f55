package dev.keyturn.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.Explanation.MatchedStatement;
import dev.keyturn.rules.policy.Explanation.Verdict;

/** What the simulator tells: places, missing keys, verdicts by kind; and what a document says of itself. */
class ExplainerTest {
    private static final String TWO_STATEMENTS = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": "iam:*",
                  "Resource": "*"
                }, {"Effect": "Deny", "Action": "iam:DeleteUser", "Resource": "*"}
              ]
            }
            """;

    @Test
    void aMatchedStatementIsPlacedByItsBraces() {
        Explanation allowed = explain("iam:GetUser", identity("p", TWO_STATEMENTS));
        assertThat(allowed.applying())
                .containsExactly(new MatchedStatement("p", PolicyKind.IDENTITY, true, new Place(4, 5, 8, 5)));
        assertThat(allowed.deciding()).isEqualTo(allowed.applying());
    }

    @Test
    void onlyTheDenyDecidesWhereOneDenies() {
        Explanation denied = explain("iam:DeleteUser", identity("p", TWO_STATEMENTS));
        assertThat(denied.decision()).isInstanceOf(Decision.ExplicitDeny.class);
        assertThat(denied.applying()).hasSize(2);
        assertThat(denied.deciding())
                .containsExactly(new MatchedStatement("p", PolicyKind.IDENTITY, false, new Place(8, 8, 8, 70)));
        assertThat(denied.byKind()).containsExactly(Map.entry(PolicyKind.IDENTITY, Verdict.EXPLICIT_DENY));
    }

    @Test
    void eachKindSaysWhatItSays() {
        Explanation explanation = explain(
                "iam:GetUser",
                identity("p", TWO_STATEMENTS),
                new NamedPolicy(
                        "b",
                        PolicyKind.PERMISSIONS_BOUNDARY,
                        PolicyDocument.parse(TWO_STATEMENTS.replace("iam:", "sqs:"))));
        assertThat(explanation.decision()).isEqualTo(new Decision.ImplicitDeny(PolicyKind.PERMISSIONS_BOUNDARY));
        assertThat(explanation.deciding()).isEmpty();
        assertThat(explanation.byKind())
                .isEqualTo(Map.of(
                        PolicyKind.IDENTITY, Verdict.ALLOWED, PolicyKind.PERMISSIONS_BOUNDARY, Verdict.IMPLICIT_DENY));
    }

    @Test
    void keysAreMissingOnlyWhereAStatementWouldOtherwiseApply() {
        NamedPolicy policy = identity("p", """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "iam:Get*", "Resource": "arn:aws:iam::1:user/${aws:userid}",
                   "Condition": {"StringEquals": {"iam:ResourceTag/team": "${aws:PrincipalTag/team}"},
                                 "Bool": {"aws:SecureTransport": "true"}}},
                  {"Effect": "Allow", "Action": "sqs:*", "Resource": "*",
                   "Condition": {"StringEquals": {"sqs:Elsewhere": "x"}}}]}
                """);
        assertThat(explain("iam:GetUser", policy).missingContextKeys())
                .containsExactlyInAnyOrder("aws:userid", "iam:ResourceTag/team", "aws:PrincipalTag/team");
        assertThat(policy.document().contextKeys())
                .containsExactlyInAnyOrder(
                        "aws:userid",
                        "iam:ResourceTag/team",
                        "aws:PrincipalTag/team",
                        "aws:SecureTransport",
                        "sqs:Elsewhere");
    }

    @Test
    void contextKeysAreToldOnceAsTheyAreWritten() {
        PolicyDocument document = PolicyDocument.parse("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*",
                  "Condition": {"StringLike": {"AWS:UserName": "${aws:PrincipalTag/Team, 'none'}-${*}"},
                                "StringEquals": {"aws:username": "x"}}}]}
                """);
        assertThat(document.contextKeys()).containsExactly("AWS:UserName", "aws:PrincipalTag/Team");
    }

    @Test
    void aDocumentKnowsWhichServicesItMayAllow() {
        PolicyDocument document = PolicyDocument.parse("""
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": ["IAM:Get*", "secretsmanager:*"], "Resource": "*"},
                  {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}]}
                """);
        assertThat(document.mayAllowService("iam")).isTrue();
        assertThat(document.mayAllowService("secretsmanager")).isTrue();
        assertThat(document.mayAllowService("sqs")).isFalse();
        assertThat(document.mayAllowService("sts")).isFalse();
        PolicyDocument rest = PolicyDocument.parse("""
                {"Version": "2012-10-17", "Statement":
                  {"Effect": "Allow", "NotAction": ["iam:*", "sts:Get*"], "Resource": "*"}}
                """);
        assertThat(rest.mayAllowService("iam")).isFalse();
        assertThat(rest.mayAllowService("sts")).isTrue();
        assertThat(rest.mayAllowService("sqs")).isTrue();
    }

    @Test
    void aTrustPolicyTellsWhomItNames() {
        PolicyDocument document = PolicyDocument.parseTrustPolicy("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole*", "Principal": {
                  "AWS": ["111122223333", "arn:aws:iam::111122223333:user/bob"],
                  "Federated": "arn:aws:iam::111122223333:saml-provider/corp"}}}
                """);
        assertThat(document.principalArns())
                .containsExactlyInAnyOrder(
                        "arn:aws:iam::111122223333:user/bob", "arn:aws:iam::111122223333:saml-provider/corp");
    }

    private static NamedPolicy identity(String name, String json) {
        return new NamedPolicy(name, PolicyKind.IDENTITY, PolicyDocument.parse(json));
    }

    private static Explanation explain(String action, NamedPolicy... own) {
        return Evaluator.explain(
                PolicySet.of(List.of(own)),
                List.of(),
                new AccessRequest(
                        new Requester.User(Arn.parse("arn:aws:iam::1:user/bob")),
                        action,
                        "arn:aws:iam::1:user/bob",
                        "1",
                        new ConditionContext(Map.of("AWS:secureTransport", List.of("true")))));
    }
}
