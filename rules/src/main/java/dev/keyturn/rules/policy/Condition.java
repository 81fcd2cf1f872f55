package dev.keyturn.rules.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * One operator with one key and the values it is compared with.
 *
 * @param written the key as the policy has it
 * @param key in lower case
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html">
 *     Conditions with several keys or values</a>
 */
record Condition(
        Quantifier quantifier,
        Operator operator,
        boolean ifExists,
        String written,
        String key,
        List<ConditionTest> tests) {

    /** How many of the request's values must pass. */
    enum Quantifier {
        /** No prefix. */
        NONE,
        /** {@code ForAllValues:} */
        ALL,
        /** {@code ForAnyValue:} */
        ANY
    }

    Condition {
        tests = List.copyOf(tests);
    }

    /** The keys that it asks for, as they are written. */
    Stream<String> contextKeys() {
        return Stream.concat(Stream.of(written), tests.stream().flatMap(ConditionTest::variables));
    }

    /** @param allow whether the statement is an Allow */
    boolean holds(ConditionContext context, boolean allow) {
        List<String> values = context.folded(key);
        if (operator == Operator.NULL) {
            return nullHolds(values.isEmpty());
        }
        if (values.isEmpty()) {
            return holdsWithoutKey();
        }
        if (operator.negated() && allow && !resolvable(context)) {
            return false;
        }
        boolean every = quantifier == Quantifier.ALL || quantifier == Quantifier.NONE && operator.negated();
        for (int i = 0; i < values.size(); i++) {
            boolean passes = matchesAny(values.get(i), context) != operator.negated();
            if (passes != every) {
                return passes;
            }
        }
        return every;
    }

    private boolean nullHolds(boolean absent) {
        for (int i = 0; i < tests.size(); i++) {
            if (tests.get(i) instanceof ConditionTest.Null test && test.wantAbsent() == absent) {
                return true;
            }
        }
        return false;
    }

    private boolean holdsWithoutKey() {
        return switch (quantifier) {
            case NONE -> ifExists || operator.negated();
            case ALL -> true;
            case ANY -> ifExists;
        };
    }

    private boolean matchesAny(String value, ConditionContext context) {
        for (int i = 0; i < tests.size(); i++) {
            if (tests.get(i).matches(value, context)) {
                return true;
            }
        }
        return false;
    }

    private boolean resolvable(ConditionContext context) {
        for (int i = 0; i < tests.size(); i++) {
            if (!tests.get(i).resolvable(context)) {
                return false;
            }
        }
        return true;
    }
}
