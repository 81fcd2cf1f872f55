package dev.keyturn.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;

/** What the vectors cannot say: which policy decided, errors, hostile sizes. */
class EvaluatorTest {
    private static final String ALLOW_ALL = """
            {"Version":"2012-10-17","Statement":{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"}}""";
    private static final AccessRequest REQUEST = request("arn:aws:iam::111122223333:user/bob");

    @Test
    void aDecisionNamesThePolicyAndStatementItFollows() {
        NamedPolicy grant = identity("grant", ALLOW_ALL);
        NamedPolicy refusal =
                identity("refusal", ALLOW_ALL.replace("Allow", "Deny").replace("All", "Never"));
        assertThat(Evaluator.decide(PolicySet.EMPTY, List.of(grant), REQUEST))
                .isEqualTo(new Decision.Allow("grant", PolicyKind.IDENTITY, Optional.of("All")));
        assertThat(Evaluator.decide(PolicySet.EMPTY, List.of(grant, refusal), REQUEST))
                .isEqualTo(new Decision.ExplicitDeny("refusal", PolicyKind.IDENTITY, Optional.of("Never")));
        assertThat(Evaluator.decide(PolicySet.EMPTY, List.of(), REQUEST))
                .isEqualTo(new Decision.ImplicitDeny(PolicyKind.IDENTITY));
    }

    @Test
    void anErrorWhileDecidingIsADeny() {
        List<NamedPolicy> broken = Arrays.asList(identity("grant", ALLOW_ALL), null);
        assertThat(Evaluator.explain(PolicySet.EMPTY, broken, REQUEST).decision())
                .isEqualTo(new Decision.ImplicitDeny(PolicyKind.IDENTITY));
        assertThat(Evaluator.decide(PolicySet.EMPTY, broken, REQUEST))
                .isEqualTo(new Decision.ImplicitDeny(PolicyKind.IDENTITY));
    }

    @Test
    void aDocumentWithoutPrincipalsIsNoResourcePolicy() {
        PolicyDocument document = PolicyDocument.parse(ALLOW_ALL);
        assertThatThrownBy(() -> new NamedPolicy("p", PolicyKind.RESOURCE, document))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDocumentThatNamesResourcesIsNoTrustPolicy() {
        PolicyDocument document =
                PolicyDocument.parseResourcePolicy(ALLOW_ALL.replace("\"Action\"", "\"Principal\":\"*\",\"Action\""));
        assertThatThrownBy(() -> new NamedPolicy("p", PolicyKind.ROLE_TRUST, document))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSessionPolicyIsNoPrincipalsOwn() {
        NamedPolicy session = new NamedPolicy("s", PolicyKind.SESSION, PolicyDocument.parse(ALLOW_ALL));
        assertThatThrownBy(() -> PolicySet.of(List.of(session))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aResourcePolicyThatGrantsDirectlyIsNamedBeforeAnIdentityPolicy() {
        NamedPolicy resource = new NamedPolicy(
                "resource",
                PolicyKind.RESOURCE,
                PolicyDocument.parseResourcePolicy(ALLOW_ALL.replace("\"Action\"", "\"Principal\":\"*\",\"Action\"")));
        PolicySet own = PolicySet.of(List.of(identity("grant", ALLOW_ALL)));
        assertThat(Evaluator.decide(own, List.of(resource), REQUEST))
                .isEqualTo(new Decision.Allow("resource", PolicyKind.RESOURCE, Optional.of("All")));
    }

    /** A backtracking matcher would need longer than the universe has; the limit is far from what it takes. */
    @Test
    void aThousandStarsEndInTime() {
        String pattern = "arn:aws:iam::1:" + "a*".repeat(1000) + "b";
        NamedPolicy hostile =
                identity("hostile", ALLOW_ALL.replace("\"Resource\":\"*\"", "\"Resource\":\"" + pattern + "\""));
        AccessRequest request = request("arn:aws:iam::1:" + "a".repeat(2000));
        Decision decision = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> Evaluator.decide(PolicySet.EMPTY, List.of(hostile), request));
        assertThat(decision).isInstanceOf(Decision.ImplicitDeny.class);
    }

    @Test
    void aDeepDocumentIsRefusedNotRecursedInto() {
        for (String deep :
                List.of("[".repeat(100_000), "{\"Statement\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")) {
            assertThatThrownBy(() -> PolicyDocument.parse(deep))
                    .isInstanceOf(MalformedPolicyException.class)
                    .hasMessage("Syntax errors in policy.");
        }
    }

    @Test
    void aVariableNeverBringsAWildcardFromOutside() {
        NamedPolicy own = identity(
                "own", ALLOW_ALL.replace("\"Resource\":\"*\"", "\"Resource\":\"arn:aws:iam::1:user/${aws:username}\""));
        for (String name : List.of("*", "?ob", "b*", "${*}", "${aws:userid}", "￿", "￾")) {
            AccessRequest other = new AccessRequest(
                    REQUEST.requester(),
                    "iam:GetUser",
                    "arn:aws:iam::1:user/bob",
                    "111122223333",
                    new ConditionContext(Map.of("aws:username", List.of(name), "aws:userid", List.of("bob"))));
            assertThat(Evaluator.decide(PolicySet.EMPTY, List.of(own), other))
                    .as(name)
                    .isInstanceOf(Decision.ImplicitDeny.class);
        }
    }

    private static NamedPolicy identity(String name, String json) {
        return new NamedPolicy(name, PolicyKind.IDENTITY, PolicyDocument.parse(json));
    }

    private static AccessRequest request(String resource) {
        return new AccessRequest(
                new Requester.User(Arn.parse("arn:aws:iam::111122223333:user/bob")),
                "iam:GetUser",
                resource,
                "111122223333",
                ConditionContext.EMPTY);
    }
}
