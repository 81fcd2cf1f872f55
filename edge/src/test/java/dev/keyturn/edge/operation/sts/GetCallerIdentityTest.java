package dev.keyturn.edge.operation.sts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Principal;

final class GetCallerIdentityTest extends OnInProcessServer {

    @Test
    void aUserLearnsItsAccountArnAndUniqueId() {
        String id = iam.createUser(r -> r.userName("bob").path("/ops/")).user().userId();

        GetCallerIdentityResponse answer = server.sts(server.principal("bob")).getCallerIdentity();

        assertThat(answer.account()).isEqualTo(ACCOUNT);
        assertThat(answer.arn()).isEqualTo(userArn("ops/bob"));
        assertThat(answer.userId()).isEqualTo(id);
    }

    @Test
    void rootsUniqueIdIsTheAccount() {
        GetCallerIdentityResponse answer =
                server.sts(new Principal.Root(ACCOUNT)).getCallerIdentity();

        assertThat(answer.arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");
        assertThat(answer.userId()).isEqualTo(ACCOUNT);
    }

    @Test
    void itNeedsNoPermission() {
        iam.createUser(r -> r.userName("nobody"));

        assertThat(server.sts(server.principal("nobody")).getCallerIdentity().arn())
                .isEqualTo(userArn("nobody"));
    }

    @Test
    void notEvenAnExplicitDenyForbidsIt() {
        userWith("denied", policy("Deny", "*", "*"));

        assertThat(server.sts(server.principal("denied")).getCallerIdentity().arn())
                .isEqualTo(userArn("denied"));
    }

    @Test
    void itIsRecorded() {
        server.sts(new Principal.Root(ACCOUNT)).getCallerIdentity();

        assertThat(server.trail().last().eventName()).isEqualTo("GetCallerIdentity");
        assertThat(server.trail().last().readOnly()).isTrue();
    }
}
