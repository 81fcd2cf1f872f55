package dev.keyturn.rules.policy;

import java.util.EnumSet;
import java.util.Set;

/**
 * Whether a resource policy opens its resource to anybody: a statement allows everyone, and no condition holds it to
 * callers who are named by fixed values.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status">
 *     The meaning of "public"</a>, which Secrets Manager's BlockPublicPolicy refers to
 */
final class PublicAccess {
    /** Keys that say who calls, or from where; in lower case. */
    private static final Set<String> NARROWING = Set.of(
            "aws:sourcearn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:sourceaccount",
            "aws:sourceowner",
            "aws:sourceip",
            "aws:principalarn",
            "aws:principalaccount",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:userid");

    private static final Set<Operator> POSITIVE = EnumSet.of(
            Operator.STRING_EQUALS,
            Operator.STRING_EQUALS_IGNORE_CASE,
            Operator.STRING_LIKE,
            Operator.ARN_EQUALS,
            Operator.ARN_LIKE,
            Operator.IP_ADDRESS);

    private PublicAccess() {}

    static boolean granted(Statement statement) {
        return statement.allow()
                && statement.principals().filter(PrincipalMatch::everyone).isPresent()
                && statement.conditions().stream().noneMatch(PublicAccess::narrows);
    }

    /** A condition that also holds without its key holds nobody back. */
    private static boolean narrows(Condition condition) {
        return NARROWING.contains(condition.key())
                && POSITIVE.contains(condition.operator())
                && !condition.ifExists()
                && condition.quantifier() != Condition.Quantifier.ALL
                && condition.tests().stream().allMatch(ConditionTest::narrow);
    }
}
