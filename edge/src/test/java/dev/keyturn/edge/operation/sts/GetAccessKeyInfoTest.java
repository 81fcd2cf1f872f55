package dev.keyturn.edge.operation.sts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.StsClient;

final class GetAccessKeyInfoTest extends OnSts {

    @Test
    void anIdSaysItsAccountWhetherOrNotThereIsSuchAKey() {
        role("deputy", TRUST_ACCOUNT);
        StsClient admin = admin();
        String longTerm =
                iam.createAccessKey(r -> r.userName("admin")).accessKey().accessKeyId();
        String temporary = assumed(admin, roleArn("ops/deputy")).accessKeyId();
        String elsewhere = server.otherRoot().createAccessKey().accessKey().accessKeyId();

        assertThat(account(admin, longTerm)).isEqualTo(ACCOUNT);
        assertThat(account(admin, temporary)).isEqualTo(ACCOUNT);
        assertThat(account(admin, elsewhere)).isEqualTo(OTHER_ACCOUNT);
        iam.deleteAccessKey(r -> r.userName("admin").accessKeyId(longTerm));
        assertThat(account(admin, longTerm)).isEqualTo(ACCOUNT);
    }

    @Test
    void whatIsNoAccessKeyIdIsRefused() {
        StsClient admin = admin();

        assertRefused(
                () -> account(admin, "AROA" + "A".repeat(17)),
                "ValidationError",
                "Invalid Access Key ID: AROA" + "A".repeat(17));
    }

    private static String account(StsClient sts, String accessKeyId) {
        return sts.getAccessKeyInfo(r -> r.accessKeyId(accessKeyId)).account();
    }
}
