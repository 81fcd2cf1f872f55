package dev.keyturn.rules.policy;

import dev.keyturn.rules.arn.Arn;

/**
 * One question to the evaluator: may this principal do this to that?
 *
 * @param principal the caller's ARN
 * @param action {@code service:Operation}, as AWS spells it
 * @param resource the resource's ARN, or {@code *} for an action that has none
 * @param context the condition keys of the request
 */
public record AccessRequest(Arn principal, String action, String resource, ConditionContext context) {}
