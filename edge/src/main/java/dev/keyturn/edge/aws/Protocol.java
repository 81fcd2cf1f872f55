package dev.keyturn.edge.aws;

/** How a service's requests, answers and errors are written. */
public enum Protocol {
    /** Form parameters in, XML out (STS, IAM, RDS). */
    QUERY,
    /** {@code X-Amz-Target} and JSON both ways (Secrets Manager, SSM, CloudTrail). */
    JSON_1_1
}
