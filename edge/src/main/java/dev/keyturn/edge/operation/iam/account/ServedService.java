package dev.keyturn.edge.operation.iam.account;

/** The services that are served here, as reports on last accesses name them. */
enum ServedService {
    CLOUDTRAIL("cloudtrail", "AWS CloudTrail"),
    IAM("iam", "AWS Identity and Access Management"),
    RDS("rds", "Amazon RDS"),
    SECRETS_MANAGER("secretsmanager", "AWS Secrets Manager"),
    SSM("ssm", "AWS Systems Manager"),
    STS("sts", "AWS Security Token Service");

    private final String namespace;
    private final String displayName;

    ServedService(String namespace, String displayName) {
        this.namespace = namespace;
        this.displayName = displayName;
    }

    String namespace() {
        return namespace;
    }

    String displayName() {
        return displayName;
    }
}
