package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.keyturn.edge.operation.OnInProcessServer;

/** GetContextKeysForCustomPolicy and GetContextKeysForPrincipalPolicy. */
final class ContextKeysTest extends OnInProcessServer {
    private static final String BY_ADDRESS = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*",
             "Resource":"arn:aws:iam::*:user/${aws:username}",
             "Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}""";
    private static final String BY_TIME = """
            {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
             "Condition":{"DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},
              "IpAddress":{"AWS:sourceip":"10.0.0.0/8"}}}}""";

    @BeforeEach
    void bob() {
        iam.createUser(r -> r.userName("bob"));
        iam.putUserPolicy(r -> r.userName("bob").policyName("p").policyDocument(BY_ADDRESS));
    }

    @Test
    void keysOfConditionsAndVariablesAreToldOnce() {
        assertThat(iam.getContextKeysForCustomPolicy(r -> r.policyInputList(BY_ADDRESS, BY_TIME))
                        .contextKeyNames())
                .containsExactly("aws:username", "aws:SourceIp", "aws:CurrentTime");
    }

    @Test
    void aUsersPoliciesComeBeforeThoseOfTheRequest() {
        assertThat(iam.getContextKeysForPrincipalPolicy(
                                r -> r.policySourceArn(userArn("bob")).policyInputList(BY_TIME))
                        .contextKeyNames())
                .containsExactly("aws:username", "aws:SourceIp", "aws:CurrentTime");
    }

    @Test
    void aMalformedPolicyIsInvalidInput() {
        assertRefused(
                () -> iam.getContextKeysForCustomPolicy(r -> r.policyInputList(ALLOW_ALL, "[]")),
                "InvalidInput",
                "Invalid policy PolicyInputList.2: Syntax errors in policy.");
    }

    @Test
    void onlyUsersGroupsAndRolesHavePolicies() {
        for (String arn : new String[] {
            "arn:aws:sts::" + ACCOUNT + ":assumed-role/app/me", "arn:aws:iam::aws:policy/AdministratorAccess"
        }) {
            assertRefused(
                    () -> iam.getContextKeysForPrincipalPolicy(r -> r.policySourceArn(arn)),
                    "InvalidInput",
                    "Invalid Entity Arn: " + arn + " does not clearly define entity type and name.");
        }
    }

    @Test
    void anAbsentUserCannotBeFound() {
        assertRefused(
                () -> iam.getContextKeysForPrincipalPolicy(r -> r.policySourceArn(userArn("ghost"))),
                "NoSuchEntity",
                "The user with name ghost cannot be found.");
    }

    /** Threat 58. */
    @Test
    void anotherAccountsUserIsNotReachable() {
        assertRefused(
                () -> server.otherRoot().getContextKeysForPrincipalPolicy(r -> r.policySourceArn(userArn("bob"))),
                "AccessDenied",
                "User: arn:aws:iam::444455556666:root is not authorized to perform:"
                        + " iam:GetContextKeysForPrincipalPolicy on resource: " + userArn("bob")
                        + " because no resource-based policy allows the iam:GetContextKeysForPrincipalPolicy action");
    }
}
