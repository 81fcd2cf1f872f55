package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;

final class CreateServiceLinkedRoleTest extends OnRoles {
    private static final String RDS = "aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS";

    @Test
    void theRoleIsNamedAfterTheServiceAndTrustsItAlone() {
        Role role = iam.createServiceLinkedRole(
                        r -> r.awsServiceName("rds.amazonaws.com").description("ours"))
                .role();

        assertThat(role.roleName()).isEqualTo("AWSServiceRoleForRDS");
        assertThat(role.path()).isEqualTo("/aws-service-role/rds.amazonaws.com/");
        assertThat(role.arn()).isEqualTo(roleArn(RDS));
        assertThat(URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
                        {"Service":["rds.amazonaws.com"]},"Action":["sts:AssumeRole"]}]}""");
        assertThat(stored("AWSServiceRoleForRDS").service()).contains("rds.amazonaws.com");
        assertThat(stored("AWSServiceRoleForRDS").description()).isEqualTo("ours");
    }

    @Test
    void itIsThereOnce() {
        createLinkedRole();

        assertRefused(
                this::createLinkedRole,
                "InvalidInput",
                "Service role name AWSServiceRoleForRDS has been taken in this account, please try a different"
                        + " suffix.");
    }

    @Test
    void someServicesMayHaveSeveral() {
        for (String suffix : List.of("blue", "green")) {
            assertThat(iam.createServiceLinkedRole(r -> r.awsServiceName("autoscaling.amazonaws.com")
                                    .customSuffix(suffix))
                            .role()
                            .roleName())
                    .isEqualTo("AWSServiceRoleForAutoScaling_" + suffix);
        }
        assertRefused(
                () -> iam.createServiceLinkedRole(
                        r -> r.awsServiceName("rds.amazonaws.com").customSuffix("blue")),
                "InvalidInput",
                "Custom suffix is not allowed for rds.amazonaws.com");
    }

    @Test
    void aSuffixMayNotMakeTheNameTooLong() {
        String suffix = "s".repeat(64);

        assertRefused(
                () -> iam.createServiceLinkedRole(
                        r -> r.awsServiceName("autoscaling.amazonaws.com").customSuffix(suffix)),
                "InvalidInput",
                "The role name AWSServiceRoleForAutoScaling_" + suffix + " is longer than 64 characters.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kitchen.amazonaws.com", "rds", "RDS.amazonaws.com", "rds.amazonaws.com.example"})
    void otherServicesHaveNone(String service) {
        assertRefused(
                () -> iam.createServiceLinkedRole(r -> r.awsServiceName(service)),
                "InvalidInput",
                "There is no service-linked role for " + service);
    }

    @Test
    void aPolicyMaySayForWhichService() {
        IamClient setup = userWith("setup", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole",
                 "Resource":"%s","Condition":{"StringEquals":{"iam:AWSServiceName":"rds.amazonaws.com"}}}}""".formatted(roleArn("aws-service-role/*")));

        setup.createServiceLinkedRole(r -> r.awsServiceName("rds.amazonaws.com"));

        assertNoPolicyAllows(
                () -> setup.createServiceLinkedRole(r -> r.awsServiceName("ecs.amazonaws.com")),
                "setup",
                "iam:CreateServiceLinkedRole",
                roleArn("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"));
    }
}
