package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PermissionsBoundaryDecisionDetail;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.ResourceSpecificResult;
import software.amazon.awssdk.services.iam.model.Statement;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.rules.policy.AccessRequest;
import dev.keyturn.rules.policy.ConditionContext;
import dev.keyturn.rules.policy.Decision;
import dev.keyturn.rules.policy.Evaluator;
import dev.keyturn.rules.policy.Explanation;
import dev.keyturn.rules.policy.NamedPolicy;
import dev.keyturn.rules.policy.PolicyKind;
import dev.keyturn.rules.policy.PolicySet;
import dev.keyturn.rules.policy.Requester;
import dev.keyturn.state.identity.Page;

/**
 * Decides requests that nobody makes, by the evaluator that decides those that somebody does.
 *
 * @param own identity policies and boundaries
 * @param resourcePolicy what every resource is treated as having
 * @param requester on whose behalf
 * @param owner the account of resources whose ARN names none
 */
record Simulation(
        PolicySet own,
        Optional<NamedPolicy> resourcePolicy,
        Requester requester,
        String owner,
        ConditionContext context) {

    private static final Pattern ACTION = Pattern.compile("[a-zA-Z0-9-]+:[a-zA-Z0-9]+");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    /**
     * Every action on every resource, in that order.
     *
     * @throws AwsFailure InvalidInput
     */
    static List<Case> cases(List<String> actions, List<String> resources) {
        List<String> on = resources.isEmpty() ? List.of("*") : resources;
        List<Case> cases = new ArrayList<>();
        for (String action : actions) {
            if (!ACTION.matcher(action).matches()) {
                throw AwsFailure.of("InvalidInputException", "Invalid Action Name: " + action);
            }
            for (String resource : on) {
                checkResource(resource);
                cases.add(new Case(action, resource));
            }
        }
        return cases;
    }

    record Case(String action, String resource) {}

    /** @param after how many cases the pages before have had; that there are so many may be no longer true */
    Page<EvaluationResult> page(List<Case> cases, Optional<String> after, int limit) {
        int from = Math.min(after.map(Integer::parseInt).orElse(0), cases.size());
        int to = (int) Math.min(cases.size(), (long) from + limit);
        return new Page<>(
                cases.subList(from, to).stream().map(this::result).toList(),
                to < cases.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
    }

    private EvaluationResult result(Case question) {
        Explanation explanation = Evaluator.explain(
                own,
                resourcePolicy.stream().toList(),
                new AccessRequest(
                        requester, question.action(), question.resource(), account(question.resource()), context));
        List<Statement> matched = matched(explanation);
        PolicyEvaluationDecisionType decision = decision(explanation);
        Optional<PermissionsBoundaryDecisionDetail> boundary = boundary(explanation);
        ResourceSpecificResult.Builder onResource = ResourceSpecificResult.builder()
                .evalResourceName(question.resource())
                .evalResourceDecision(decision)
                .matchedStatements(matched)
                .missingContextValues(explanation.missingContextKeys());
        EvaluationResult.Builder result = EvaluationResult.builder()
                .evalActionName(question.action())
                .evalResourceName(question.resource())
                .evalDecision(decision)
                .matchedStatements(matched)
                .missingContextValues(explanation.missingContextKeys());
        boundary.ifPresent(detail -> {
            onResource.permissionsBoundaryDecisionDetail(detail);
            result.permissionsBoundaryDecisionDetail(detail);
        });
        return result.resourceSpecificResults(onResource.build()).build();
    }

    private static PolicyEvaluationDecisionType decision(Explanation explanation) {
        return switch (explanation.decision()) {
            case Decision.Allow _ -> PolicyEvaluationDecisionType.ALLOWED;
            case Decision.ExplicitDeny _ -> PolicyEvaluationDecisionType.EXPLICIT_DENY;
            case Decision.ImplicitDeny _ -> PolicyEvaluationDecisionType.IMPLICIT_DENY;
        };
    }

    private static List<Statement> matched(Explanation explanation) {
        return explanation.deciding().stream()
                .map(statement -> Statement.builder()
                        .sourcePolicyId(statement.policy())
                        .sourcePolicyType(sourceType(statement.kind()))
                        .startPosition(at -> at.line(statement.place().startLine())
                                .column(statement.place().startColumn()))
                        .endPosition(at -> at.line(statement.place().endLine())
                                .column(statement.place().endColumn()))
                        .build())
                .toList();
    }

    /** As AWS answers, beyond the values that its own API model lists. */
    private static String sourceType(PolicyKind kind) {
        return switch (kind) {
            case IDENTITY, SESSION -> "IAM Policy";
            case PERMISSIONS_BOUNDARY -> "IAM Permissions Boundary Policy";
            case RESOURCE, ROLE_TRUST -> "Resource Policy";
        };
    }

    private static Optional<PermissionsBoundaryDecisionDetail> boundary(Explanation explanation) {
        return Optional.ofNullable(explanation.byKind().get(PolicyKind.PERMISSIONS_BOUNDARY))
                .map(verdict -> PermissionsBoundaryDecisionDetail.builder()
                        .allowedByPermissionsBoundary(verdict == Explanation.Verdict.ALLOWED)
                        .build());
    }

    private String account(String resource) {
        if (resource.equals("*")) {
            return owner;
        }
        String named = Arn.parse(resource).account();
        return ACCOUNT.matcher(named).matches() ? named : owner;
    }

    private static void checkResource(String resource) {
        if (resource.equals("*")) {
            return;
        }
        try {
            Arn.parse(resource);
        } catch (IllegalArgumentException _) {
            throw AwsFailure.of(
                    "InvalidInputException", "ResourceNames are not in a valid ARN format: " + resource + ".");
        }
    }
}
