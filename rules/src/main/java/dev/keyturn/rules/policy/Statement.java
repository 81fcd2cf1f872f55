package dev.keyturn.rules.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A compiled statement.
 *
 * @param place where it stands in its document
 * @param resources in a trust policy one that matches everything
 * @param principals empty in identity policies
 */
record Statement(
        Optional<String> sid,
        Place place,
        boolean allow,
        boolean notAction,
        List<ActionPattern> actions,
        boolean notResource,
        List<ArnPattern> resources,
        Optional<PrincipalMatch> principals,
        List<Condition> conditions) {

    Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    /** The services of which it may speak, {@code *} among them when it may speak of any. */
    Set<String> services() {
        return notAction
                ? Set.of("*")
                : actions.stream().map(ActionPattern::service).collect(Collectors.toSet());
    }

    /** Whether its action part can hold for an action of the service. */
    boolean reachesService(String service) {
        return notAction
                ? actions.stream().noneMatch(action -> action.coversService(service))
                : actions.stream()
                        .anyMatch(action ->
                                action.service().equals("*") || action.service().equals(service));
    }

    /** The keys of conditions and variables, as they are written. */
    Stream<String> contextKeys() {
        return Stream.concat(
                resources.stream().flatMap(ArnPattern::variables),
                conditions.stream().flatMap(Condition::contextKeys));
    }

    boolean applies(Question question) {
        return actionHolds(question)
                && resourceHolds(question)
                && principalHolds(question)
                && conditionsHold(question.context);
    }

    boolean actionHolds(Question question) {
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i).matches(question.action)) {
                return !notAction;
            }
        }
        return notAction;
    }

    boolean resourceHolds(Question question) {
        for (int i = 0; i < resources.size(); i++) {
            ArnPattern pattern = resources.get(i);
            // A pattern that can match nothing must not make an exception in an Allow vanish.
            if (notResource && allow && !pattern.resolvable(question.context)) {
                return false;
            }
            if (pattern.matches(question)) {
                return !notResource;
            }
        }
        return notResource;
    }

    boolean principalHolds(Question question) {
        return principals.isEmpty() || principals.get().holds(question, allow);
    }

    /** Whether it applies but for its conditions and for variables that have no value. */
    boolean mayApply(Question question) {
        boolean unresolvable = resources.stream().anyMatch(pattern -> !pattern.resolvable(question.context));
        return actionHolds(question) && principalHolds(question) && (unresolvable || resourceHolds(question));
    }

    private boolean conditionsHold(ConditionContext context) {
        for (int i = 0; i < conditions.size(); i++) {
            if (!conditions.get(i).holds(context, allow)) {
                return false;
            }
        }
        return true;
    }
}
