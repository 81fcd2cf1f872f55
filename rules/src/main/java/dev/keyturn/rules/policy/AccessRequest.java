package dev.keyturn.rules.policy;

/**
 * One question to the evaluator: may this requester do this to that?
 *
 * @param action {@code service:Operation}, as AWS spells it
 * @param resource the resource's ARN, or {@code *} for an action that has none
 * @param resourceAccount the account that owns the resource; where it is not the requester's, both accounts must allow
 * @param context the condition keys of the request
 */
public record AccessRequest(
        Requester requester, String action, String resource, String resourceAccount, ConditionContext context) {}
