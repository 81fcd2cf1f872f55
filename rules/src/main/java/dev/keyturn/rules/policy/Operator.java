package dev.keyturn.rules.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.keyturn.rules.policy.ConditionTest.Comparison;

/**
 * The condition operators, without prefix and {@code IfExists}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">
 *     Condition operators</a>
 */
enum Operator {
    STRING_EQUALS("StringEquals", false, Operator::text),
    STRING_NOT_EQUALS("StringNotEquals", true, Operator::text),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Operator::textIgnoringCase),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Operator::textIgnoringCase),
    STRING_LIKE("StringLike", false, Operator::like),
    STRING_NOT_LIKE("StringNotLike", true, Operator::like),
    ARN_EQUALS("ArnEquals", false, Operator::arn),
    ARN_NOT_EQUALS("ArnNotEquals", true, Operator::arn),
    ARN_LIKE("ArnLike", false, Operator::arn),
    ARN_NOT_LIKE("ArnNotLike", true, Operator::arn),
    NUMERIC_EQUALS("NumericEquals", false, numeric(Comparison.EQUAL)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, numeric(Comparison.EQUAL)),
    NUMERIC_LESS_THAN("NumericLessThan", false, numeric(Comparison.LESS)),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, numeric(Comparison.LESS_OR_EQUAL)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, numeric(Comparison.GREATER)),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, numeric(Comparison.GREATER_OR_EQUAL)),
    DATE_EQUALS("DateEquals", false, date(Comparison.EQUAL)),
    DATE_NOT_EQUALS("DateNotEquals", true, date(Comparison.EQUAL)),
    DATE_LESS_THAN("DateLessThan", false, date(Comparison.LESS)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, date(Comparison.LESS_OR_EQUAL)),
    DATE_GREATER_THAN("DateGreaterThan", false, date(Comparison.GREATER)),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, date(Comparison.GREATER_OR_EQUAL)),
    BOOL("Bool", false, value -> ConditionTest.Bool.read(value.text()).map(ConditionTest.Bool::new)),
    BINARY_EQUALS(
            "BinaryEquals",
            false,
            value -> ConditionTest.Binary.read(value.text()).map(ConditionTest.Binary::new)),
    IP_ADDRESS("IpAddress", false, Operator::ip),
    NOT_IP_ADDRESS("NotIpAddress", true, Operator::ip),
    NULL("Null", false, value -> ConditionTest.Bool.read(value.text()).map(ConditionTest.Null::new));

    /** A value as the policy has it, and whether {@code ${…}} in it is a variable. */
    private record Value(String text, boolean variables) {}

    private static final Map<String, Operator> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(operator -> operator.spelling, operator -> operator));

    private final String spelling;
    private final boolean negated;
    private final Function<Value, Optional<? extends ConditionTest>> compile;

    Operator(String spelling, boolean negated, Function<Value, Optional<? extends ConditionTest>> compile) {
        this.spelling = spelling;
        this.negated = negated;
        this.compile = compile;
    }

    static Optional<Operator> named(String spelling) {
        return Optional.ofNullable(BY_NAME.get(spelling));
    }

    boolean negated() {
        return negated;
    }

    /** @throws MalformedPolicyException if the operator cannot read the value */
    ConditionTest test(String value, boolean variables) {
        Optional<? extends ConditionTest> test = compile.apply(new Value(value, variables));
        if (test.isEmpty()) {
            throw new MalformedPolicyException(MalformedPolicyException.LEGACY);
        }
        return test.get();
    }

    private static Optional<ConditionTest> text(Value value) {
        return text(value, false, false);
    }

    private static Optional<ConditionTest> textIgnoringCase(Value value) {
        return text(value, false, true);
    }

    private static Optional<ConditionTest> like(Value value) {
        return text(value, true, false);
    }

    private static Optional<ConditionTest> text(Value value, boolean wildcards, boolean foldCase) {
        return Optional.of(new ConditionTest.Text(
                TextPattern.compile(value.text(), new TextPattern.Syntax(wildcards, value.variables(), foldCase))));
    }

    private static Optional<ConditionTest> arn(Value value) {
        return Optional.of(new ConditionTest.OfArn(ArnPattern.ofCondition(value.text(), value.variables())));
    }

    private static Function<Value, Optional<? extends ConditionTest>> numeric(Comparison comparison) {
        return value ->
                ConditionTest.Numeric.read(value.text()).map(number -> new ConditionTest.Numeric(comparison, number));
    }

    private static Function<Value, Optional<? extends ConditionTest>> date(Comparison comparison) {
        return value ->
                ConditionTest.Date.read(value.text()).map(instant -> new ConditionTest.Date(comparison, instant));
    }

    private static Optional<ConditionTest> ip(Value value) {
        return CidrBlock.parse(value.text()).map(ConditionTest.Ip::new);
    }
}
