package dev.keyturn.state.identity;

import dev.keyturn.rules.arn.Arn;

/**
 * The kinds of {@link Entity}.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html#awsidentityandaccessmanagementiam-resources-for-iam-policies">Resource
 *     types defined by IAM</a>
 */
public enum EntityKind {
    USER("user"),
    GROUP("group"),
    ROLE("role"),
    INSTANCE_PROFILE("instance-profile"),
    POLICY("policy"),
    MFA_DEVICE("mfa"),
    OIDC_PROVIDER("oidc-provider"),
    SAML_PROVIDER("saml-provider");

    private final String resourceType;

    EntityKind(String resourceType) {
        this.resourceType = resourceType;
    }

    /** How an ARN begins its resource: {@code user}. */
    public String resourceType() {
        return resourceType;
    }

    /** The ARN of an entity of that name, whether or not there is one. */
    public Arn arn(String account, String path, String name) {
        return Arn.of("iam", "", account, resourceType + path + name);
    }
}
