package dev.keyturn.rules.policy;

import static dev.keyturn.rules.policy.PolicyCompiler.require;

import java.util.List;

/** What a pattern in Resource or NotResource must look like, with AWS's wording. */
final class ResourceSyntax {
    private ResourceSyntax() {}

    static void check(String resource) {
        if (resource.equals("*")) {
            return;
        }
        List<String> parts = ArnPattern.split(resource, true);
        require(
                parts.size() > 1 && parts.getFirst().equals("arn"),
                "Resource " + resource + " must be in ARN format or \"*\".");
        String partition = parts.get(1);
        require(
                partition.equals("aws") || partition.startsWith("aws-") && plain(partition),
                "Partition \"" + partition + "\" is not valid for resource \"" + resource + "\".");
        require(
                parts.size() > 2 && !parts.get(2).isEmpty() && plain(parts.get(2)),
                "Resource vendor must be fully qualified and cannot contain regexes.");
        boolean region = parts.size() > 3 && !parts.get(3).isEmpty();
        require(
                !parts.get(2).equals("iam") || !region,
                "IAM resource " + resource + " cannot contain region information.");
    }

    private static boolean plain(String text) {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0 && text.indexOf('$') < 0;
    }
}
