package dev.keyturn.server;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

import dev.keyturn.edge.gate.DenialMessages;

/** The AWS SDK's own clients of one caller, over HTTP, with nothing set but endpoint, region and key. */
public record AwsClients(
        IamClient iam,
        SecretsManagerClient secrets,
        SsmClient ssm,
        RdsClient rds,
        CloudTrailClient trail,
        StsClient sts,
        PeerCalls peer)
        implements AutoCloseable {

    static AwsClients of(URI endpoint, AwsCredentials key) {
        return of(endpoint, key, Region.US_EAST_1);
    }

    static AwsClients of(URI endpoint, AwsCredentials key, Region region) {
        return new AwsClients(
                client(IamClient.builder(), endpoint, key, region),
                client(SecretsManagerClient.builder(), endpoint, key, region),
                client(SsmClient.builder(), endpoint, key, region),
                client(RdsClient.builder(), endpoint, key, region),
                client(CloudTrailClient.builder(), endpoint, key, region),
                client(StsClient.builder(), endpoint, key, region),
                new PeerCalls(endpoint, key, region));
    }

    static <B extends AwsClientBuilder<B, C>, C> C client(B builder, URI endpoint, AwsCredentials key, Region region) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(key))
                .build();
    }

    /** A refusal's message, up to what only DecodeAuthorizationMessage can read. */
    static String message(AwsServiceException refusal) {
        String message = refusal.awsErrorDetails().errorMessage();
        int encoded = message.indexOf(DenialMessages.INTRODUCTION);
        return encoded < 0 ? message : message.substring(0, encoded);
    }

    @Override
    public void close() {
        iam.close();
        secrets.close();
        ssm.close();
        rds.close();
        trail.close();
        sts.close();
    }
}
