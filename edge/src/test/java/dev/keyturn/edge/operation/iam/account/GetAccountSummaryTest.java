package dev.keyturn.edge.operation.iam.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

import dev.keyturn.edge.operation.OnInProcessServer;

final class GetAccountSummaryTest extends OnInProcessServer {

    @Test
    void whatThereIsIsCounted() {
        iam.createUser(r -> r.userName("bob"));
        iam.createPolicy(r -> r.policyName("p").policyDocument(ALLOW_ALL));
        iam.createPolicyVersion(r -> r.policyArn(policyArn("p")).policyDocument(ALLOW_ALL));

        Map<SummaryKeyType, Integer> summary = iam.getAccountSummary().summaryMap();

        assertThat(summary)
                .containsEntry(SummaryKeyType.USERS, 1)
                .containsEntry(SummaryKeyType.GROUPS, 0)
                .containsEntry(SummaryKeyType.POLICIES, 1)
                .containsEntry(SummaryKeyType.POLICY_VERSIONS_IN_USE, 2)
                .containsEntry(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, 0)
                .containsEntry(SummaryKeyType.SERVER_CERTIFICATES, 0);
    }

    @Test
    void quotasAreAwss() {
        assertThat(iam.getAccountSummary().summaryMap())
                .containsEntry(SummaryKeyType.USERS_QUOTA, 5000)
                .containsEntry(SummaryKeyType.ACCESS_KEYS_PER_USER_QUOTA, 2)
                .containsEntry(SummaryKeyType.VERSIONS_PER_POLICY_QUOTA, 5)
                .containsEntry(SummaryKeyType.POLICY_SIZE_QUOTA, 6144);
    }

    @Test
    void rootsKeyIsTold() {
        iam.createAccessKey();

        assertThat(iam.getAccountSummary().summaryMap()).containsEntry(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, 1);
    }
}
