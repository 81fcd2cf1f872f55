package dev.keyturn.edge.operation.sts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.Tag;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.Session;
import dev.keyturn.state.trail.TrailRecord;

/**
 * Who gets a role's credentials and what those are good for. Long because one call has all of it: trust, duration, tags,
 * policies, identity, MFA and chains, each with what it must refuse.
 */
final class AssumeRoleTest extends OnSts {

    @Test
    void aTrustedUserGetsCredentialsOfTheRole() {
        Role deputy = role("deputy", TRUST_ACCOUNT);

        AssumeRoleResponse answer =
                admin().assumeRole(r -> r.roleArn(roleArn("ops/deputy")).roleSessionName("work"));

        assertThat(answer.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/deputy/work");
        assertThat(answer.assumedRoleUser().assumedRoleId()).isEqualTo(deputy.id() + ":work");
        assertThat(answer.credentials().accessKeyId()).matches("ASIA[A-Z2-7]{16}");
        assertThat(answer.credentials().secretAccessKey()).hasSize(40);
        assertThat(answer.credentials().expiration()).isEqualTo(START.plusSeconds(3_600));
        assertThat(answer.packedPolicySize()).isNull();
        assertThat(answer.sourceIdentity()).isNull();

        GetCallerIdentityResponse identity = stsAs(answer.credentials()).getCallerIdentity();
        assertThat(identity.arn()).isEqualTo(answer.assumedRoleUser().arn());
        assertThat(identity.userId()).isEqualTo(deputy.id() + ":work");
        assertThat(identity.account()).isEqualTo(ACCOUNT);
    }

    @Test
    void theSessionMayDoWhatTheRoleMayAndNoMore() {
        role("reader", TRUST_ACCOUNT, policy("Allow", "secretsmanager:GetSecretValue", "*"));
        server.secrets(new Principal.Root(ACCOUNT))
                .createSecret(r -> r.name("a").secretString("v"));
        SecretsManagerClient session = server.as(assumed(admin(), roleArn("ops/reader")), SecretsManagerClient.class);

        assertThat(session.getSecretValue(r -> r.secretId("a")).secretString()).isEqualTo("v");
        assertRefused(
                session::listSecrets,
                "AccessDeniedException",
                "User: arn:aws:sts::" + ACCOUNT + ":assumed-role/reader/work is not authorized to perform:"
                        + " secretsmanager:ListSecrets because no identity-based policy allows the"
                        + " secretsmanager:ListSecrets action");
    }

    /** Threat 20. */
    @Test
    void aSessionPolicyOnlyNarrows() {
        role("reader", TRUST_ACCOUNT, policy("Allow", "secretsmanager:GetSecretValue", "*"));
        SecretsManagerClient root = server.secrets(new Principal.Root(ACCOUNT));
        String mine = root.createSecret(r -> r.name("mine").secretString("v")).arn();
        root.createSecret(r -> r.name("other").secretString("v"));
        AssumeRoleResponse answer = admin().assumeRole(r ->
                r.roleArn(roleArn("ops/reader")).roleSessionName("work").policy(policy("Allow", "*", mine)));
        SecretsManagerClient session = server.as(answer.credentials(), SecretsManagerClient.class);

        assertThat(answer.packedPolicySize()).isBetween(1, 10);
        assertThat(session.getSecretValue(r -> r.secretId("mine")).secretString())
                .isEqualTo("v");
        assertThat(deniedWhy(() -> session.getSecretValue(r -> r.secretId("other"))))
                .endsWith("because no session policy allows the secretsmanager:GetSecretValue action");
        // What the role may not, the session policy cannot give.
        assertThat(deniedWhy(() -> session.deleteSecret(r -> r.secretId("mine"))))
                .endsWith("because no identity-based policy allows the secretsmanager:DeleteSecret action");
    }

    @Test
    void managedPoliciesNarrowToo() {
        role("reader", TRUST_ACCOUNT, policy("Allow", "*", "*"));
        SecretsManagerClient root = server.secrets(new Principal.Root(ACCOUNT));
        root.createSecret(r -> r.name("a").secretString("v"));
        iam.createPolicy(r -> r.policyName("readers").policyDocument(policy("Allow", "secretsmanager:Get*", "*")));
        SecretsManagerClient session = server.as(
                assumed(admin(), roleArn("ops/reader"), r -> r.policyArns(p -> p.arn(policyArn("readers")))),
                SecretsManagerClient.class);

        assertThat(session.getSecretValue(r -> r.secretId("a")).secretString()).isEqualTo("v");
        assertThat(deniedWhy(() -> session.deleteSecret(r -> r.secretId("a")))).contains("because no session policy");
    }

    @Test
    void whatIsNoPolicyIsRefused() {
        role("deputy", TRUST_ACCOUNT);
        StsClient admin = admin();

        assertRefused(
                () -> assumed(admin, roleArn("ops/deputy"), r -> r.policy("{")),
                "MalformedPolicyDocument",
                "Syntax errors in policy.");
        assertRefused(
                () -> assumed(admin, roleArn("ops/deputy"), r -> r.policy(" ".repeat(2_049))),
                "ValidationError",
                "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length"
                        + " less than or equal to 2048");
        assertRefused(
                () -> assumed(admin, roleArn("ops/deputy"), r -> r.policyArns(p -> p.arn(policyArn("ghost")))),
                "ValidationError",
                "The policy ARN " + policyArn("ghost") + " does not exist or cannot be used as a session policy.");
    }

    /** Threat 24. */
    @Test
    void tagsThatTakeTooMuchSpaceAreRefused() {
        role("deputy", TRUST_ACCOUNT);
        List<Tag> tags = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            StringBuilder value = new StringBuilder();
            random.ints(200, 'A', 'z' + 1).filter(Character::isLetterOrDigit).forEach(c -> value.append((char) c));
            tags.add(Tag.builder().key("k" + i).value(value.toString()).build());
        }
        StsClient admin = admin();

        String message = refusal(() -> assumed(admin, roleArn("ops/deputy"), r -> r.tags(tags)));

        assertThat(message).matches("Packed size of session tags consumes [1-9][0-9][0-9]% of allotted space\\.");
        assertThat(server.trail().last().errorCode()).contains("PackedPolicyTooLarge");
    }

    @Test
    void noLongerThanTheRoleAllows() {
        role("deputy", TRUST_ACCOUNT);
        StsClient admin = admin();

        assertThat(assumed(admin, roleArn("ops/deputy"), r -> r.durationSeconds(7_200))
                        .expiration())
                .isEqualTo(START.plusSeconds(7_200));
        assertThat(assumed(admin, roleArn("ops/deputy"), r -> r.durationSeconds(900))
                        .expiration())
                .isEqualTo(START.plusSeconds(900));
        assertRefused(
                () -> assumed(admin, roleArn("ops/deputy"), r -> r.durationSeconds(7_201)),
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }

    @Test
    void aChainIsNoLongerThanAnHour() {
        role("first", TRUST_ACCOUNT, policy("Allow", "sts:AssumeRole", "*"));
        role("second", trusting(roleArn("ops/first")));
        StsClient first = stsAs(assumed(admin(), roleArn("ops/first")));

        assertThat(assumed(first, roleArn("ops/second"), r -> r.durationSeconds(3_600))
                        .expiration())
                .isEqualTo(START.plusSeconds(3_600));
        assertRefused(
                () -> assumed(first, roleArn("ops/second"), r -> r.durationSeconds(3_601)),
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
    }

    @Test
    void bothSidesMustAllow() {
        role("deputy", TRUST_ACCOUNT);
        role("closed", trusting("arn:aws:iam::" + ACCOUNT + ":user/somebody-else"));
        StsClient nobody = user("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        StsClient admin = admin();

        assertRefused(
                () -> assumed(nobody, roleArn("ops/deputy")),
                "AccessDenied",
                notAuthorized(userArn("nobody"), "sts:AssumeRole", roleArn("ops/deputy")));
        assertRefused(
                () -> assumed(admin, roleArn("ops/closed")),
                "AccessDenied",
                notAuthorized(userArn("admin"), "sts:AssumeRole", roleArn("ops/closed")));
    }

    /** Threat 57: to those who may not, and to those who may do anything, in this account and in others. */
    @Test
    void anAbsentRoleIsDeniedInTheSameWords() {
        StsClient nobody = user("nobody", policy("Allow", "sts:GetAccessKeyInfo", "*"));
        StsClient admin = admin();
        String elsewhere = "arn:aws:iam::" + OTHER_ACCOUNT + ":role/ghost";

        for (String arn : List.of(roleArn("ghost"), elsewhere)) {
            assertRefused(
                    () -> assumed(nobody, arn),
                    "AccessDenied",
                    notAuthorized(userArn("nobody"), "sts:AssumeRole", arn));
            assertRefused(
                    () -> assumed(admin, arn), "AccessDenied", notAuthorized(userArn("admin"), "sts:AssumeRole", arn));
        }
    }

    /** An ARN is a role's name to the letter: in another case, or without its path, it names another role. */
    @Test
    void aRoleIsFoundByItsExactArn() {
        role("deputy", TRUST_ACCOUNT);
        StsClient admin = admin();

        for (String arn : List.of(roleArn("deputy"), roleArn("ops/DEPUTY"), roleArn("x/ops/deputy"))) {
            assertRefused(
                    () -> assumed(admin, arn), "AccessDenied", notAuthorized(userArn("admin"), "sts:AssumeRole", arn));
        }
        for (String arn : List.of(userArn("admin-of-all"), "not an ARN, but long enough")) {
            assertRefused(() -> assumed(admin, arn), "ValidationError", arn + " is invalid");
        }
    }

    /** Threat 25: the confused deputy. */
    @Test
    void anExternalIdThatIsAskedForMustBeGiven() {
        role(
                "deputy",
                trusting(
                        "arn:aws:iam::" + ACCOUNT + ":root",
                        ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"tenant-7\"}}"));
        StsClient admin = admin();
        String refused = notAuthorized(userArn("admin"), "sts:AssumeRole", roleArn("ops/deputy"));

        assertThat(assumed(admin, roleArn("ops/deputy"), r -> r.externalId("tenant-7")))
                .isNotNull();
        assertRefused(() -> assumed(admin, roleArn("ops/deputy")), "AccessDenied", refused);
        assertRefused(
                () -> assumed(admin, roleArn("ops/deputy"), r -> r.externalId("tenant-8")), "AccessDenied", refused);
    }

    @Test
    void rootAssumesNothing() {
        role("deputy", trusting("*"));
        StsClient root = server.sts(new Principal.Root(ACCOUNT));

        assertRefused(
                () -> assumed(root, roleArn("ops/deputy")),
                "AccessDenied",
                "Roles may not be assumed by root accounts.");
    }

    @Test
    void anotherAccountsRoleIsAssumedWhenBothSidesAllow() {
        role(OTHER_ACCOUNT, "guest", trusting(userArn("admin")), Map.of());
        role(OTHER_ACCOUNT, "closed", trusting("arn:aws:iam::" + OTHER_ACCOUNT + ":root"), Map.of());
        StsClient admin = admin();
        StsClient limited = user("limited", policy("Deny", "sts:AssumeRole", "*"));
        String guest = "arn:aws:iam::" + OTHER_ACCOUNT + ":role/ops/guest";
        String closed = "arn:aws:iam::" + OTHER_ACCOUNT + ":role/ops/closed";

        GetCallerIdentityResponse identity = stsAs(assumed(admin, guest)).getCallerIdentity();
        assertThat(identity.account()).isEqualTo(OTHER_ACCOUNT);
        assertThat(identity.arn()).isEqualTo("arn:aws:sts::" + OTHER_ACCOUNT + ":assumed-role/guest/work");
        assertRefused(
                () -> assumed(admin, closed),
                "AccessDenied",
                notAuthorized(userArn("admin"), "sts:AssumeRole", closed));
        assertRefused(
                () -> assumed(limited, guest),
                "AccessDenied",
                notAuthorized(userArn("limited"), "sts:AssumeRole", guest)
                        + " with an explicit deny in an identity-based policy");
    }

    @Test
    void mfaThatATrustPolicyAsksForIsProvedInTheRequest() {
        role(
                "careful",
                trusting(
                        "arn:aws:iam::" + ACCOUNT + ":root",
                        ",\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"},"
                                + "\"NumericLessThan\":{\"aws:MultiFactorAuthAge\":\"60\"}}"));
        StsClient admin = admin();
        String careful = roleArn("ops/careful");

        Credentials proved = assumed(
                admin, careful, r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode(InProcessServer.MFA_CODE));
        // As AWS has it: the session of a role does not know of the second factor.
        assertThat(server.session(proved).mfa()).isEmpty();
        assertThat(server.trail().last().requestParameters().orElseThrow())
                .contains("\"tokenCode\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"")
                .doesNotContain(InProcessServer.MFA_CODE);
        assertRefused(
                () -> assumed(admin, careful),
                "AccessDenied",
                notAuthorized(userArn("admin"), "sts:AssumeRole", careful));
        assertRefused(
                () -> assumed(
                        admin,
                        careful,
                        r -> r.serialNumber(InProcessServer.MFA_SERIAL).tokenCode("000000")),
                "AccessDenied",
                "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
        assertRefused(
                () -> assumed(admin, careful, r -> r.tokenCode(InProcessServer.MFA_CODE)),
                "AccessDenied",
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
    }

    @Test
    void tagsArePrincipalTagsOfTheSessionAndWinOverTheRoles() {
        role(ACCOUNT, "tagged", TRUST_ACCOUNT, Map.of("Team", "db", "stage", "prod"), """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"secretsmanager:ListSecrets","Resource":"*","Condition":{"StringEquals":
                  {"aws:PrincipalTag/team":"web","aws:PrincipalTag/stage":"prod"}}}]}""");
        StsClient admin = admin();
        SecretsManagerClient plain = server.as(assumed(admin, roleArn("ops/tagged")), SecretsManagerClient.class);
        SecretsManagerClient tagged = server.as(
                assumed(
                        admin,
                        roleArn("ops/tagged"),
                        r -> r.tags(t -> t.key("team").value("web"))),
                SecretsManagerClient.class);

        assertThat(deniedWhy(plain::listSecrets)).contains("because no identity-based policy");
        assertThat(tagged.listSecrets().secretList()).isEmpty();
    }

    @Test
    void tagsNeedTagSessionToo() {
        role("untaggable", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},\
                "Action":"sts:AssumeRole"}]}""".formatted(userArn("admin")));
        StsClient admin = admin();
        String arn = roleArn("ops/untaggable");

        assertThat(assumed(admin, arn)).isNotNull();
        assertRefused(
                () -> assumed(admin, arn, r -> r.tags(t -> t.key("a").value("b"))),
                "AccessDenied",
                notAuthorized(userArn("admin"), "sts:TagSession", arn));
        assertRefused(
                () -> assumed(admin, arn, r -> r.sourceIdentity("alice")),
                "AccessDenied",
                notAuthorized(userArn("admin"), "sts:SetSourceIdentity", arn));
    }

    @Test
    void transitiveTagsGoOnAndCannotBeChanged() {
        role("first", TRUST_ACCOUNT, ALLOW_ALL);
        role("second", trusting(roleArn("ops/first")));
        StsClient first = stsAs(assumed(
                admin(),
                roleArn("ops/first"),
                r -> r.tags(tag("Project", "blue"), tag("stage", "dev")).transitiveTagKeys("project")));

        Session second = server.session(assumed(first, roleArn("ops/second"), r -> r.tags(tag("stage", "prod"))));
        assertThat(second.tags()).isEqualTo(Map.of("Project", "blue", "stage", "prod"));
        assertThat(second.transitiveTagKeys()).containsExactly("Project");
        assertRefused(
                () -> assumed(first, roleArn("ops/second"), r -> r.tags(tag("PROJECT", "red"))),
                "InvalidParameterValue",
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key"
                        + " from the calling session.");
        assertRefused(
                () -> assumed(first, roleArn("ops/second"), r -> r.transitiveTagKeys("other")),
                "InvalidParameterValue",
                "The specified transitive tag key must be included in the requested tags.");
        assertRefused(
                () -> assumed(first, roleArn("ops/second"), r -> r.tags(tag("a", "1"), tag("A", "2"))),
                "InvalidParameterValue",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        assertRefused(
                () -> assumed(first, roleArn("ops/second"), r -> r.tags(tag("AWS:a", "1"))),
                "InvalidParameterValue",
                "Tag keys beginning with aws: are reserved for system use.");
    }

    @Test
    void inheritedTagsNeedTagSessionOfTheNextRole() {
        role("first", TRUST_ACCOUNT, ALLOW_ALL);
        role("second", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},\
                "Action":"sts:AssumeRole"}]}""".formatted(roleArn("ops/first")));
        StsClient first = stsAs(assumed(
                admin(), roleArn("ops/first"), r -> r.tags(tag("a", "1")).transitiveTagKeys("a")));

        assertRefused(
                () -> assumed(first, roleArn("ops/second")),
                "AccessDenied",
                notAuthorized(
                        "arn:aws:sts::" + ACCOUNT + ":assumed-role/first/work",
                        "sts:TagSession",
                        roleArn("ops/second")));
    }

    @Test
    void aSourceIdentityStaysAlongTheChain() {
        role("first", TRUST_ACCOUNT, ALLOW_ALL);
        role("second", trusting(roleArn("ops/first")));
        StsClient first = stsAs(assumed(admin(), roleArn("ops/first"), r -> r.sourceIdentity("alice")));

        AssumeRoleResponse answer =
                first.assumeRole(r -> r.roleArn(roleArn("ops/second")).roleSessionName("next"));
        assertThat(answer.sourceIdentity()).isEqualTo("alice");
        assertThat(server.session(answer.credentials()).sourceIdentity()).contains("alice");
        assertRefused(
                () -> assumed(first, roleArn("ops/second"), r -> r.sourceIdentity("bob")),
                "AccessDenied",
                "The source identity is already set for this assume role session");
    }

    @Test
    void conditionsOnTheSessionsNameTagsAndIdentityHold() {
        role("strict", trusting("arn:aws:iam::" + ACCOUNT + ":root", """
                ,"Condition":{"StringLike":{"sts:RoleSessionName":"admin-*"},
                 "StringEquals":{"aws:RequestTag/project":"blue","sts:SourceIdentity":"${aws:username}"},
                 "ForAllValues:StringEquals":{"sts:TransitiveTagKeys":["project"],"aws:TagKeys":["project"]}}"""));
        StsClient admin = admin();
        String arn = roleArn("ops/strict");

        assertThat(admin.assumeRole(r -> r.roleArn(arn)
                        .roleSessionName("admin-1")
                        .sourceIdentity("admin")
                        .tags(tag("project", "blue"))
                        .transitiveTagKeys("project")))
                .isNotNull();
        for (String name : List.of("admin-1", "other")) {
            assertRefused(
                    () -> admin.assumeRole(r -> r.roleArn(arn)
                            .roleSessionName(name)
                            .sourceIdentity(name.equals("other") ? "admin" : "eve")
                            .tags(tag("project", "blue"))),
                    "AccessDenied",
                    notAuthorized(userArn("admin"), "sts:AssumeRole", arn));
        }
    }

    @Test
    void aRoleThatIsDeletedOrNoLongerTrustsEndsWhatItShould() {
        Role deputy = role("deputy", TRUST_ACCOUNT, ALLOW_ALL);
        StsClient admin = admin();
        Credentials credentials = assumed(admin, roleArn("ops/deputy"));

        server.store().write(tx -> {
            new Roles(tx).setTrustPolicy(deputy, trusting(userArn("somebody-else")));
            return true;
        });
        assertRefused(
                () -> assumed(admin, roleArn("ops/deputy")),
                "AccessDenied",
                notAuthorized(userArn("admin"), "sts:AssumeRole", roleArn("ops/deputy")));
        assertThat(stsAs(credentials).getCallerIdentity()).isNotNull();

        server.store().write(tx -> {
            new Policies(tx).deleteInline(deputy, "policy0");
            new Roles(tx).delete(deputy);
            return true;
        });
        assertThat(server.authority().principalOf(server.session(credentials))).isEmpty();
        // A new role of the same name is another role.
        role("deputy", TRUST_ACCOUNT, ALLOW_ALL);
        assertThat(server.authority().principalOf(server.session(credentials))).isEmpty();
    }

    @Test
    void itIsRecordedWithoutSecrets() {
        role("deputy", TRUST_ACCOUNT);
        Credentials credentials = assumed(admin(), roleArn("ops/deputy"));

        TrailRecord record = server.trail().last();
        assertThat(record.eventName()).isEqualTo("AssumeRole");
        assertThat(record.readOnly()).isTrue();
        assertThat(record.resources())
                .containsExactly(new TrailRecord.Resource("AWS::IAM::Role", roleArn("ops/deputy")));
        String elements = record.responseElements().orElseThrow();
        assertThat(elements)
                .contains("\"accessKeyId\":\"" + credentials.accessKeyId() + "\"")
                .contains("\"expiration\":\"Nov 24, 2026, 11:00:00 AM\"")
                .contains("\"assumedRoleUser\":{")
                .doesNotContain(credentials.secretAccessKey())
                .doesNotContain(credentials.sessionToken());
    }

    @Test
    void whatASessionDoesIsRecordedWithWhereItCameFrom() {
        Role deputy = role("deputy", TRUST_ACCOUNT);
        Credentials credentials = assumed(admin(), roleArn("ops/deputy"), r -> r.sourceIdentity("alice"));
        pass(Duration.ofSeconds(5));
        stsAs(credentials).getCallerIdentity();

        TrailRecord.UserIdentity who = server.trail().last().userIdentity();
        assertThat(who.type()).isEqualTo("AssumedRole");
        assertThat(who.principalId()).isEqualTo(deputy.id() + ":work");
        assertThat(who.arn()).isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/deputy/work");
        assertThat(who.accessKeyId()).isEqualTo(credentials.accessKeyId());
        TrailRecord.SessionContext session = who.session().orElseThrow();
        assertThat(session.issuer())
                .contains(new TrailRecord.SessionContext.Issuer(
                        "Role", deputy.id(), roleArn("ops/deputy"), ACCOUNT, "deputy"));
        assertThat(session.created()).isEqualTo(START);
        assertThat(session.mfaAuthenticated()).isFalse();
        assertThat(session.sourceIdentity()).contains("alice");
    }

    /** AWSRevokeOlderSessions, as the console of AWS writes it. */
    @Test
    void sessionsFromBeforeARevocationAreDeniedAndLaterOnesAreNot() {
        Role deputy = role("deputy", TRUST_ACCOUNT, ALLOW_ALL);
        StsClient admin = admin();
        SecretsManagerClient before = server.as(assumed(admin, roleArn("ops/deputy")), SecretsManagerClient.class);
        before.listSecrets();
        pass(Duration.ofSeconds(10));

        server.store().write(tx -> {
            new Policies(tx).putInline(deputy, "AWSRevokeOlderSessions", """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],
                     "Condition":{"DateLessThan":{"aws:TokenIssueTime":"2026-11-24T10:00:05.000Z"}}}]}""");
            return true;
        });

        assertThat(deniedWhy(before::listSecrets)).endsWith("with an explicit deny in an identity-based policy");
        server.as(assumed(admin, roleArn("ops/deputy")), SecretsManagerClient.class)
                .listSecrets();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
