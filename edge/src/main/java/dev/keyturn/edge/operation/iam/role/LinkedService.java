package dev.keyturn.edge.operation.iam.role;

import java.util.Map;
import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;

/**
 * A service that may have a role of its own. Known are those that run databases, and those that other tools set up
 * before they use the rest of an account; their names are AWS's, so that what was written for AWS finds the role.
 *
 * @param principal {@code rds.amazonaws.com}
 * @param roleName without suffix
 * @param suffixes whether there may be several, told apart by a suffix
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html">AWS
 *     services that work with IAM</a>
 */
record LinkedService(String principal, String roleName, boolean suffixes) {
    /** The end of the role's name, by the service's. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("autoscaling", "AutoScaling"),
            Map.entry("cloudtrail", "CloudTrail"),
            Map.entry("dax", "DAX"),
            Map.entry("docdb-elastic", "DocDB-Elastic"),
            Map.entry("ecs", "ECS"),
            Map.entry("eks", "AmazonEKS"),
            Map.entry("elasticache", "ElastiCache"),
            Map.entry("elasticloadbalancing", "ElasticLoadBalancing"),
            Map.entry("es", "AmazonElasticsearchService"),
            Map.entry("memorydb", "MemoryDB"),
            Map.entry("opensearchservice", "AmazonOpenSearchService"),
            Map.entry("organizations", "Organizations"),
            Map.entry("rds", "RDS"),
            Map.entry("redshift", "Redshift"),
            Map.entry("spot", "EC2Spot"),
            Map.entry("sso", "SSO"));

    private static final String DOMAIN = ".amazonaws.com";
    private static final int LONGEST_NAME = 64;

    static Optional<LinkedService> of(String principal) {
        return Optional.of(principal)
                .filter(name -> name.endsWith(DOMAIN))
                .map(name -> name.substring(0, name.length() - DOMAIN.length()))
                .filter(NAMES::containsKey)
                .map(name -> new LinkedService(
                        principal, "AWSServiceRoleFor" + NAMES.get(name), name.equals("autoscaling")));
    }

    /** The path of the roles of a service, known or not. */
    static String path(String principal) {
        return "/aws-service-role/" + principal + "/";
    }

    String path() {
        return path(principal);
    }

    String roleName(Optional<String> suffix) {
        return suffix.map(end -> roleName + "_" + end).orElse(roleName);
    }

    /** @throws AwsFailure InvalidInput */
    void check(Optional<String> suffix) {
        if (suffix.isPresent() && !suffixes) {
            throw AwsFailure.of("InvalidInputException", "Custom suffix is not allowed for " + principal);
        }
        if (roleName(suffix).length() > LONGEST_NAME) {
            throw AwsFailure.of(
                    "InvalidInputException",
                    "The role name " + roleName(suffix) + " is longer than " + LONGEST_NAME + " characters.");
        }
    }

    String trustPolicy() {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["%s"]},\
                "Action":["sts:AssumeRole"]}]}""".formatted(principal);
    }
}
