package dev.keyturn.rules.policy;

import java.util.List;
import java.util.Optional;

/**
 * A compiled statement.
 *
 * @param principals empty in identity policies
 */
record Statement(
        Optional<String> sid,
        boolean allow,
        boolean notAction,
        List<TextPattern> actions,
        boolean notResource,
        List<ArnPattern> resources,
        Optional<PrincipalMatch> principals,
        List<Condition> conditions) {

    Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    boolean applies(AccessRequest request) {
        return actionHolds(request)
                && resourceHolds(request)
                && (principals.isEmpty() || principals.get().holds(request.principal()))
                && conditionsHold(request.context());
    }

    private boolean actionHolds(AccessRequest request) {
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i).matches(request.action(), request.context())) {
                return !notAction;
            }
        }
        return notAction;
    }

    private boolean resourceHolds(AccessRequest request) {
        for (int i = 0; i < resources.size(); i++) {
            ArnPattern pattern = resources.get(i);
            // A pattern that can match nothing must not make an exception in an Allow vanish.
            if (notResource && allow && !pattern.resolvable(request.context())) {
                return false;
            }
            if (pattern.matches(request.resource(), request.context())) {
                return !notResource;
            }
        }
        return notResource;
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
