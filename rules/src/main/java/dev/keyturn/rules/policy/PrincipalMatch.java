package dev.keyturn.rules.policy;

import java.util.Optional;
import java.util.Set;

import dev.keyturn.rules.arn.Arn;

/**
 * The Principal or NotPrincipal of a resource policy's statement.
 *
 * @param everyone whether {@code *} is among them
 * @param arns users, roles and role sessions, spelt out
 * @param accounts whole accounts
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html">
 *     NotPrincipal</a>
 */
record PrincipalMatch(boolean negated, boolean everyone, Set<String> arns, Set<String> accounts) {

    PrincipalMatch {
        arns = Set.copyOf(arns);
        accounts = Set.copyOf(accounts);
    }

    boolean holds(Arn principal) {
        if (everyone) {
            return !negated;
        }
        boolean self = arns.contains(principal.toString());
        boolean account = accounts.contains(principal.account());
        Optional<String> role = roleName(principal);
        boolean listedRole = role.map(name -> listsRole(principal, name)).orElse(false);
        if (negated) {
            // Spared only when every identity the caller acts under is named, as AWS requires.
            return !(self && account && (role.isEmpty() || listedRole));
        }
        return self || account || listedRole;
    }

    /** The role of {@code assumed-role/NAME/SESSION}. */
    private static Optional<String> roleName(Arn principal) {
        String[] parts = principal.resource().split("/", 3);
        return principal.service().equals("sts") && parts.length == 3 && parts[0].equals("assumed-role")
                ? Optional.of(parts[1])
                : Optional.empty();
    }

    /** A session's ARN has its role's name but not its path; names are unique within an account. */
    private boolean listsRole(Arn session, String name) {
        String start = "arn:" + session.partition() + ":iam::" + session.account() + ":role/";
        for (String arn : arns) {
            if (arn.startsWith(start) && arn.substring(arn.lastIndexOf('/') + 1).equals(name)) {
                return true;
            }
        }
        return false;
    }
}
