package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyResponse;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.trail.TrailRecord;

final class ResourcePolicyTest extends OnSecrets {
    private static final String OTHER = InProcessServer.OTHER_ACCOUNT;
    private static final String READ = "secretsmanager:GetSecretValue";

    private String arn = "";

    /** Root of another account. */
    private SecretsManagerClient stranger;

    @BeforeEach
    void aSecretAndAStranger() {
        arn = create("prod/db", 1, "first").arn();
        stranger = server.secrets(new Principal.Root(OTHER));
        iam.createUser(r -> r.userName("eve"));
    }

    private static String statement(String effect, String principal, String action) {
        return """
                {"Version":"2012-10-17","Statement":{"Effect":"%s","Principal":{"AWS":"%s"},"Action":"%s",\
                "Resource":"*"}}""".formatted(effect, principal, action);
    }

    private void attach(String policy) {
        secrets.putResourcePolicy(r -> r.secretId("prod/db").resourcePolicy(policy));
    }

    @Test
    void aPolicyIsAnsweredAsItWasPutUntilItIsDeleted() {
        String policy = statement("Allow", OTHER, READ) + "\n";
        assertThat(secrets.getResourcePolicy(r -> r.secretId("prod/db")).resourcePolicy())
                .isNull();

        assertThat(secrets.putResourcePolicy(r -> r.secretId("prod/db").resourcePolicy(policy))
                        .arn())
                .isEqualTo(arn);
        assertThat(secrets.getResourcePolicy(r -> r.secretId(arn)).resourcePolicy())
                .isEqualTo(policy);
        put("prod/db", 2, "second");
        secrets.updateSecret(r -> r.secretId("prod/db").description("kept"));
        assertThat(secrets.getResourcePolicy(r -> r.secretId(arn)).resourcePolicy())
                .isEqualTo(policy);

        assertThat(secrets.deleteResourcePolicy(r -> r.secretId("prod/db")).name())
                .isEqualTo("prod/db");
        secrets.deleteResourcePolicy(r -> r.secretId("prod/db"));
        assertThat(secrets.getResourcePolicy(r -> r.secretId(arn)).resourcePolicy())
                .isNull();
    }

    @Test
    void whatIsNoResourcePolicyIsRefused() {
        for (String malformed : new String[] {"{}", "no json", policy("Allow", READ, "*")}) {
            Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(() -> attach(malformed));
            assertThat(thrown)
                    .isInstanceOf(
                            software.amazon.awssdk.services.secretsmanager.model.MalformedPolicyDocumentException.class)
                    .hasMessageContaining("This resource policy has a syntax error: ");
        }
        assertRefused(
                () -> attach(statement("Allow", userArn("nobody"), READ)),
                "MalformedPolicyDocumentException",
                "This resource policy contains an unsupported principal.");
        attach(statement("Allow", "arn:aws:iam::" + OTHER + ":user/who-knows", READ));
    }

    @Test
    void aPublicPolicyIsRefusedOnlyWhereThatIsAskedFor() {
        String anybody = statement("Allow", "*", READ);
        assertRefused(
                () -> secrets.putResourcePolicy(
                        r -> r.secretId("prod/db").resourcePolicy(anybody).blockPublicPolicy(true)),
                "PublicPolicyException",
                PolicyOfSecret.PUBLIC);

        secrets.putResourcePolicy(r -> r.secretId("prod/db")
                .resourcePolicy(statement("Allow", OTHER, READ))
                .blockPublicPolicy(true));
        attach(anybody);
    }

    @Test
    void whoMayPutPoliciesCanBeHeldToThoseThatAreNotPublic() {
        iam.putUserPolicy(r -> r.userName("eve").policyName("own").policyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"secretsmanager:PutResourcePolicy",\
                "Resource":"*","Condition":{"Bool":{"secretsmanager:BlockPublicPolicy":"true"}}}}"""));
        String policy = statement("Allow", OTHER, READ);

        secretsOf("eve")
                .putResourcePolicy(
                        r -> r.secretId("prod/db").resourcePolicy(policy).blockPublicPolicy(true));
        assertRefused(
                () -> secretsOf("eve")
                        .putResourcePolicy(r -> r.secretId("prod/db").resourcePolicy(policy)),
                "AccessDeniedException",
                denied(userArn("eve"), "PutResourcePolicy", "prod/db", "identity-based"));
    }

    @Test
    void validationSaysWhetherAPolicyIsPublicAndStoresNothing() {
        ValidateResourcePolicyResponse good =
                secrets.validateResourcePolicy(r -> r.resourcePolicy(statement("Allow", OTHER, READ)));
        assertThat(good.policyValidationPassed()).isTrue();
        assertThat(good.validationErrors()).isEmpty();

        ValidateResourcePolicyResponse bad = secrets.validateResourcePolicy(
                r -> r.secretId("prod/db").resourcePolicy(statement("Allow", "*", READ)));
        assertThat(bad.policyValidationPassed()).isFalse();
        assertThat(bad.validationErrors()).singleElement().satisfies(error -> {
            assertThat(error.checkName()).isEqualTo("BlockPublicPolicy");
            assertThat(error.errorMessage()).isEqualTo(PolicyOfSecret.PUBLIC);
        });
        assertThat(secrets.getResourcePolicy(r -> r.secretId("prod/db")).resourcePolicy())
                .isNull();
        assertRefused(
                () -> secrets.validateResourcePolicy(r -> r.secretId("no").resourcePolicy("{}")),
                "ResourceNotFoundException",
                NOT_FOUND);
    }

    @Test
    void aUserOfTheAccountIsAllowedByTheResourcePolicyAlone() {
        attach(statement("Allow", userArn("eve"), READ));

        assertThat(secretsOf("eve").getSecretValue(r -> r.secretId("prod/db")).secretString())
                .isEqualTo("first");
        secrets.deleteResourcePolicy(r -> r.secretId("prod/db"));
        assertRefused(
                () -> secretsOf("eve").getSecretValue(r -> r.secretId("prod/db")),
                "AccessDeniedException",
                denied(userArn("eve"), "GetSecretValue", "prod/db", "identity-based"));
    }

    @Test
    void aDenyInTheResourcePolicyHoldsForWhoWouldBeAllowed() {
        iam.putUserPolicy(r -> r.userName("eve").policyName("all").policyDocument(ALLOW_ALL));
        attach(statement("Deny", userArn("eve"), "secretsmanager:*"));

        for (String id : new String[] {"prod/db", arn, arn.substring(0, arn.length() - 7)}) {
            assertRefused(
                    () -> secretsOf("eve").getSecretValue(r -> r.secretId(id)),
                    "AccessDeniedException",
                    "User: " + userArn("eve") + " is not authorized to perform: " + READ + " on resource: " + id
                            + " with an explicit deny in a resource-based policy");
        }
    }

    /** Row 57 of the threats: else the deny would tell that there is such a secret. */
    @Test
    void aDenyInTheResourcePolicyIsNotToldToWhoMayNotAnyway() {
        attach(statement("Deny", userArn("eve"), "secretsmanager:*"));

        for (String id : new String[] {"prod/db", "prod/no"}) {
            assertRefused(
                    () -> secretsOf("eve").getSecretValue(r -> r.secretId(id)),
                    "AccessDeniedException",
                    denied(userArn("eve"), "GetSecretValue", id, "identity-based"));
        }
    }

    @Test
    void anotherAccountReadsByTheWholeArnWhatThePolicyGivesIt() {
        attach(statement("Allow", OTHER, READ));

        assertThat(stranger.getSecretValue(r -> r.secretId(arn)).secretString()).isEqualTo("first");
        assertThat(server.trail().last().toString()).contains(OTHER, arn);
        put("prod/db", 2, "second");
        assertThat(stranger.getSecretValue(r -> r.secretId(arn)).secretString()).isEqualTo("second");
        assertThatThrownBy(() -> stranger.describeSecret(r -> r.secretId(arn)))
                .hasMessageContaining(
                        denied("arn:aws:iam::" + OTHER + ":root", "DescribeSecret", arn, "resource-based"));
        assertThat(server.trail().last().account()).isEqualTo(ACCOUNT);
        assertRefused(
                () -> stranger.getSecretValue(r -> r.secretId("prod/db")), "ResourceNotFoundException", NOT_FOUND);
        secrets.deleteResourcePolicy(r -> r.secretId("prod/db"));
        assertRefused(
                () -> stranger.getSecretValue(r -> r.secretId(arn)),
                "AccessDeniedException",
                denied("arn:aws:iam::" + OTHER + ":root", "GetSecretValue", arn, "resource-based"));
    }

    /** As in AWS: both accounts' trails have it, the owner's with no more of the caller than its account. */
    @Test
    void whatAnotherAccountDoesIsInTheTrailOfBoth() {
        attach(statement("Allow", OTHER, READ));
        int before = server.trail().records().size();

        stranger.getSecretValue(r -> r.secretId(arn));

        List<TrailRecord> records = server.trail().records();
        TrailRecord caller = records.get(before);
        TrailRecord owner = records.get(before + 1);
        assertThat(records).hasSize(before + 2);
        assertThat(List.of(caller.account(), owner.account())).containsExactly(OTHER, ACCOUNT);
        assertThat(owner.sharedEventId()).isPresent().isEqualTo(caller.sharedEventId());
        assertThat(owner.eventId()).isNotEqualTo(caller.eventId());
        assertThat(owner.userIdentity())
                .isEqualTo(new TrailRecord.UserIdentity("AWSAccount", OTHER, "", OTHER, "", ""));
        assertThat(owner.requestParameters()).isEqualTo(caller.requestParameters());
    }

    @Test
    void anotherAccountChangesWhatThePolicyGivesIt() {
        attach(statement("Allow", OTHER, "secretsmanager:*"));

        stranger.putSecretValue(r -> r.secretId(arn).secretString("theirs"));
        stranger.tagResource(r -> r.secretId(arn).tags(tag -> tag.key("by").value("them")));

        assertThat(value("prod/db")).isEqualTo("theirs");
        assertThat(secrets.describeSecret(r -> r.secretId("prod/db")).tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("them"));
        assertThat(stranger.listSecrets().secretList()).isEmpty();
    }

    /** Row 57 of the threats, across accounts: existing, named by nobody and absent are one and the same. */
    @Test
    void anotherAccountsSecretIsDeniedInTheSameWordsAndRecordsWhetherItExistsOrNot() {
        attach(statement("Allow", "777788889999", READ));
        secrets.tagResource(
                r -> r.secretId("prod/db").tags(tag -> tag.key("team").value("x")));
        String absent = arn.replace("db", "no");

        for (String id : new String[] {arn, absent, arn.substring(0, arn.length() - 7)}) {
            assertRefused(
                    () -> stranger.getSecretValue(r -> r.secretId(id)),
                    "AccessDeniedException",
                    denied("arn:aws:iam::" + OTHER + ":root", "GetSecretValue", id, "resource-based"));
            assertThat(server.trail().last().resources())
                    .singleElement()
                    .satisfies(resource -> assertThat(resource.arnOrName()).isEqualTo(id));
        }
    }

    private static String denied(String who, String operation, String id, String kind) {
        return "User: " + who + " is not authorized to perform: secretsmanager:" + operation + " on resource: " + id
                + " because no " + kind + " policy allows the secretsmanager:" + operation + " action";
    }
}
