package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType.ALLOWED;
import static software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType.EXPLICIT_DENY;
import static software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType.IMPLICIT_DENY;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.Statement;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Users;

/** SimulateCustomPolicy and SimulatePrincipalPolicy. */
final class SimulateTest extends OnInProcessServer {
    private static final String SECRET = "arn:aws:secretsmanager:eu-central-1:" + ACCOUNT + ":secret:db-AbCdEf";
    private static final String READ = "secretsmanager:GetSecretValue";
    private static final String DENY_PUTS = policy("Deny", "secretsmanager:Put*", "*");

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("bob"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("own").policyDocument(policy("Allow", READ, SECRET)));
    }

    @Test
    void everyActionIsDecidedOnEveryResource() {
        List<EvaluationResult> results =
                custom(r -> r.policyInputList(policy("Allow", "secretsmanager:*", SECRET), DENY_PUTS)
                        .actionNames(READ, "secretsmanager:PutSecretValue")
                        .resourceArns(SECRET, SECRET + "2"));

        assertThat(results)
                .extracting(EvaluationResult::evalActionName)
                .containsExactly(READ, READ, "secretsmanager:PutSecretValue", "secretsmanager:PutSecretValue");
        assertThat(results)
                .extracting(EvaluationResult::evalResourceName)
                .containsExactly(SECRET, SECRET + "2", SECRET, SECRET + "2");
        assertThat(results)
                .extracting(EvaluationResult::evalDecision)
                .containsExactly(ALLOWED, IMPLICIT_DENY, EXPLICIT_DENY, EXPLICIT_DENY);
        assertThat(results.getFirst().resourceSpecificResults()).singleElement().satisfies(specific -> {
            assertThat(specific.evalResourceName()).isEqualTo(SECRET);
            assertThat(specific.evalResourceDecision()).isEqualTo(ALLOWED);
        });
    }

    @Test
    void theStatementThatDecidesIsToldWithItsPlace() {
        String document = """
                {
                  "Version": "2012-10-17",
                  "Statement": [
                    {"Effect": "Allow", "Action": "*", "Resource": "*"}
                  ]
                }""";

        EvaluationResult result = custom(
                        r -> r.policyInputList(DENY_PUTS, document).actionNames(READ))
                .getFirst();

        assertThat(result.evalResourceName()).isEqualTo("*");
        assertThat(result.matchedStatements()).singleElement().satisfies(statement -> {
            assertThat(statement.sourcePolicyId()).isEqualTo("PolicyInputList.2");
            assertThat(statement.sourcePolicyTypeAsString()).isEqualTo("IAM Policy");
            assertThat(statement.startPosition().line()).isEqualTo(4);
            assertThat(statement.startPosition().column()).isEqualTo(5);
            assertThat(statement.endPosition().line()).isEqualTo(4);
        });
    }

    @Test
    void contextDecidesAndWhatIsMissingIsTold() {
        String document = """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",
                 "Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}""";

        EvaluationResult without =
                custom(r -> r.policyInputList(document).actionNames(READ)).getFirst();
        EvaluationResult with = custom(r -> r.policyInputList(document)
                        .actionNames(READ)
                        .contextEntries(c -> c.contextKeyName("aws:SourceIp")
                                .contextKeyType(ContextKeyTypeEnum.IP)
                                .contextKeyValues("10.1.2.3")))
                .getFirst();

        assertThat(without.evalDecision()).isEqualTo(IMPLICIT_DENY);
        assertThat(without.missingContextValues()).containsExactly("aws:SourceIp");
        assertThat(with.evalDecision()).isEqualTo(ALLOWED);
        assertThat(with.missingContextValues()).isEmpty();
    }

    @Test
    void aBoundaryIsToldOf() {
        EvaluationResult result = custom(r -> r.policyInputList(ALLOW_ALL)
                        .permissionsBoundaryPolicyInputList(policy("Allow", "iam:*", "*"))
                        .actionNames(READ))
                .getFirst();
        EvaluationResult inside = custom(r -> r.policyInputList(ALLOW_ALL)
                        .permissionsBoundaryPolicyInputList(policy("Allow", "iam:*", "*"))
                        .actionNames("iam:ListUsers"))
                .getFirst();

        assertThat(result.evalDecision()).isEqualTo(IMPLICIT_DENY);
        assertThat(result.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isFalse();
        assertThat(inside.evalDecision()).isEqualTo(ALLOWED);
        assertThat(inside.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isTrue();
        assertThat(custom(r -> r.policyInputList(ALLOW_ALL).actionNames(READ))
                        .getFirst()
                        .permissionsBoundaryDecisionDetail())
                .isNull();
    }

    @Test
    void aResourcePolicyGrantsItsPrincipal() {
        String resourcePolicy = """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"*",
                 "Resource":"*"}}""".formatted(userArn("bob"));

        EvaluationResult result = custom(r -> r.policyInputList(DENY_PUTS)
                        .resourcePolicy(resourcePolicy)
                        .callerArn(userArn("bob"))
                        .resourceArns(SECRET)
                        .actionNames(READ))
                .getFirst();

        assertThat(result.evalDecision()).isEqualTo(ALLOWED);
        assertThat(result.matchedStatements())
                .extracting(Statement::sourcePolicyId)
                .containsExactly("ResourcePolicy");
    }

    @Test
    void pagesFollowEachOther() {
        SimulateCustomPolicyResponse first = iam.simulateCustomPolicy(r -> r.policyInputList(ALLOW_ALL)
                .actionNames("iam:GetUser", "iam:ListUsers", "iam:GetRole")
                .maxItems(2));
        SimulateCustomPolicyResponse second = iam.simulateCustomPolicy(r -> r.policyInputList(ALLOW_ALL)
                .actionNames("iam:GetUser", "iam:ListUsers", "iam:GetRole")
                .marker(first.marker()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.evaluationResults()).hasSize(2);
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.evaluationResults())
                .extracting(EvaluationResult::evalActionName)
                .containsExactly("iam:GetRole");
    }

    @Test
    void aPageBehindTheLastActionIsEmpty() {
        SimulateCustomPolicyResponse first = iam.simulateCustomPolicy(r -> r.policyInputList(ALLOW_ALL)
                .actionNames("iam:GetUser", "iam:ListUsers", "iam:GetRole")
                .maxItems(2));
        SimulateCustomPolicyResponse ofFewer = iam.simulateCustomPolicy(
                r -> r.policyInputList(ALLOW_ALL).actionNames("iam:GetUser").marker(first.marker()));

        assertThat(ofFewer.evaluationResults()).isEmpty();
        assertThat(ofFewer.isTruncated()).isFalse();
    }

    @Test
    void whatIsNoActionPolicyOrArnIsInvalid() {
        assertInvalid(r -> r.policyInputList(ALLOW_ALL).actionNames("s3:*"), "Invalid Action Name: s3:*");
        assertInvalid(
                r -> r.policyInputList("{}").actionNames(READ),
                "Invalid policy PolicyInputList.1: Syntax errors in policy.");
        assertInvalid(
                r -> r.policyInputList(ALLOW_ALL).actionNames(READ).resourceArns("nonsense"),
                "ResourceNames are not in a valid ARN format: nonsense.");
        assertInvalid(
                r -> r.policyInputList(ALLOW_ALL).actionNames(READ).callerArn("arn:aws:iam::" + ACCOUNT + ":role/app"),
                "Invalid Caller Arn: arn:aws:iam::" + ACCOUNT + ":role/app is not the ARN of a user.");
        assertInvalid(
                r -> r.policyInputList(ALLOW_ALL).actionNames(READ).resourceOwner("me"),
                "'me' is not a valid as a Resource Owner.");
    }

    @Test
    void aUserIsSimulatedWithItsOwnAndItsGroupsPolicies() {
        group("staff", policy("Allow", "iam:ListUsers", "*"));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn("arn:aws:iam::aws:policy/AWSCloudTrail_ReadOnlyAccess"));

        List<EvaluationResult> results =
                principal(r -> r.actionNames(READ, "iam:ListUsers", "cloudtrail:LookupEvents", "iam:DeleteUser")
                        .resourceArns(SECRET));

        assertThat(results)
                .extracting(EvaluationResult::evalDecision)
                .containsExactly(ALLOWED, ALLOWED, ALLOWED, IMPLICIT_DENY);
        assertThat(results.stream()
                        .limit(3)
                        .map(result -> result.matchedStatements().getFirst()))
                .extracting(Statement::sourcePolicyId)
                .containsExactly("user_bob_own", "group_staff_p", "AWSCloudTrail_ReadOnlyAccess");
    }

    @Test
    void policiesOfTheRequestAreAdded() {
        assertThat(principal(r -> r.policyInputList(DENY_PUTS, ALLOW_ALL)
                                .actionNames("iam:DeleteUser", "secretsmanager:PutSecretValue"))
                        .stream()
                        .map(EvaluationResult::evalDecision))
                .containsExactly(ALLOWED, EXPLICIT_DENY);
    }

    @Test
    void aUsersBoundaryLimitsUnlessTheRequestBringsAnother() {
        boundary("arn:aws:iam::aws:policy/IAMReadOnlyAccess");

        assertThat(principal(r -> r.actionNames(READ).resourceArns(SECRET))
                        .getFirst()
                        .evalDecision())
                .isEqualTo(IMPLICIT_DENY);
        assertThat(principal(r ->
                                r.actionNames(READ).resourceArns(SECRET).permissionsBoundaryPolicyInputList(ALLOW_ALL))
                        .getFirst()
                        .evalDecision())
                .isEqualTo(ALLOWED);
    }

    /** The simulator and the gate are one evaluator. */
    @Test
    void whatIsSimulatedIsWhatHappens() {
        assertThat(principal(r -> r.actionNames("iam:ListUsers")).getFirst().evalDecision())
                .isEqualTo(IMPLICIT_DENY);
        assertNoPolicyAllows(() -> server.user("bob").listUsers(), "bob", "iam:ListUsers", userArn(""));

        iam.putUserPolicy(r -> r.userName("bob").policyName("more").policyDocument(ALLOW_ALL));

        assertThat(principal(r -> r.actionNames("iam:ListUsers")).getFirst().evalDecision())
                .isEqualTo(ALLOWED);
        assertThat(server.user("bob").listUsers().users()).hasSize(1);
    }

    private List<EvaluationResult> custom(Consumer<SimulateCustomPolicyRequest.Builder> request) {
        return iam.simulateCustomPolicy(request).evaluationResults();
    }

    private List<EvaluationResult> principal(Consumer<SimulatePrincipalPolicyRequest.Builder> request) {
        return iam.simulatePrincipalPolicy(r -> request.accept(r.policySourceArn(userArn("bob"))))
                .evaluationResults();
    }

    private void assertInvalid(Consumer<SimulateCustomPolicyRequest.Builder> request, String message) {
        assertRefused(() -> iam.simulateCustomPolicy(request), "InvalidInput", message);
    }

    private void group(String name, String document) {
        server.store().write(tx -> {
            Group group = new Group(ACCOUNT, name, "/", "AGPA" + name, tx.now());
            new Groups(tx).insert(group);
            new Groups(tx).add(group, new Users(tx).find(ACCOUNT, "bob").orElseThrow());
            new Policies(tx).putInline(group, "p", document);
            return name;
        });
    }

    private void boundary(String arn) {
        server.store().write(tx -> {
            new Policies(tx)
                    .setBoundary(
                            new Users(tx).find(ACCOUNT, "bob").orElseThrow(),
                            new Policies(tx).managed(ACCOUNT, Arn.parse(arn)).orElseThrow());
            return arn;
        });
    }
}
