package dev.keyturn.rules.policy;

import static dev.keyturn.rules.policy.PolicyCompiler.require;

import java.util.Set;

import dev.keyturn.rules.policy.Draft.DraftCondition;

/** What the actions and the condition keys of a statement must look like, with AWS's wording. */
final class ActionSyntax {
    private static final String NO_VENDOR =
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
    /** Besides those that begin with {@code sts:AssumeRole}. */
    private static final Set<String> TRUST_ACTIONS =
            Set.of("sts:tagsession", "sts:setsourceidentity", "sts:setcontext");

    private ActionSyntax() {}

    static void check(Draft draft) {
        for (String action : draft.actions().orElseThrow()) {
            if (!action.equals("*")) {
                checkAction(action);
            }
        }
        for (DraftCondition condition : draft.conditions()) {
            require(condition.key().indexOf(':') > 0, NO_VENDOR);
        }
    }

    private static void checkAction(String action) {
        String[] parts = action.split(":", -1);
        require(parts.length > 1, NO_VENDOR);
        require(parts.length == 2, "Actions/Condition can contain only one colon.");
        boolean named = parts[0].equals("*")
                || !parts[0].isEmpty()
                        && parts[0].chars()
                                .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '.'));
        require(named, "Vendor " + parts[0] + " is not valid");
    }

    /** In a trust policy. */
    static void checkTrust(Draft draft) {
        boolean assuming = !draft.notAction()
                && draft.actions().orElseThrow().stream()
                        .map(ActionPattern::fold)
                        .allMatch(action -> action.startsWith("sts:assumerole") || TRUST_ACTIONS.contains(action));
        require(assuming, "AssumeRole policy may only specify STS AssumeRole actions.");
    }
}
