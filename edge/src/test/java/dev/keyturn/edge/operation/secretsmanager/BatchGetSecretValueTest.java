package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

import dev.keyturn.state.trail.TrailRecord;

final class BatchGetSecretValueTest extends OnSecrets {

    @Test
    void theCurrentValuesAreAnsweredInTheOrderAskedFor() {
        String arn = create("a", 1, "first").arn();
        put("a", 2, "second");
        secrets.createSecret(r -> r.name("b").secretBinary(SdkBytes.fromByteArray(new byte[] {0, -1})));

        BatchGetSecretValueResponse answer = secrets.batchGetSecretValue(r -> r.secretIdList("b", arn));

        assertThat(answer.secretValues()).map(SecretValueEntry::name).containsExactly("b", "a");
        assertThat(answer.secretValues().getFirst().secretBinary().asByteArray())
                .containsExactly(0, -1);
        SecretValueEntry second = answer.secretValues().getLast();
        assertThat(second.secretString()).isEqualTo("second");
        assertThat(second.arn()).isEqualTo(arn);
        assertThat(second.versionId()).isEqualTo(token(2));
        assertThat(second.versionStages()).containsExactly("AWSCURRENT");
        assertThat(second.createdDate()).isEqualTo(START);
        assertThat(answer.errors()).isEmpty();
        assertThat(answer.nextToken()).isNull();
    }

    @Test
    void whatCannotBeAnsweredIsToldInItsPlaceAndTheRestIsAnswered() {
        create("a", 1, "v");
        create("going", 2, "v");
        secrets.deleteSecret(r -> r.secretId("going"));
        secrets.createSecret(r -> r.name("empty"));

        BatchGetSecretValueResponse answer =
                secrets.batchGetSecretValue(r -> r.secretIdList("no", "going", "a", "empty", "b c"));

        assertThat(answer.secretValues()).map(SecretValueEntry::name).containsExactly("a");
        assertThat(answer.errors())
                .map(error -> error.secretId() + ": " + error.errorCode() + ": " + error.message())
                .containsExactly(
                        "no: ResourceNotFoundException: " + NOT_FOUND,
                        "going: InvalidRequestException: " + MARKED,
                        "empty: ResourceNotFoundException: Secrets Manager can't find the specified secret value for"
                                + " staging label: AWSCURRENT",
                        "b c: ValidationException: " + INVALID_NAME);
    }

    /** Row 57 of the threats: in the same words whether it exists or not. */
    @Test
    void eachSecretIsDecidedOnAsGetSecretValueDecides() {
        create("mine", 1, "v");
        create("theirs", 2, "v");
        iam.createUser(r -> r.userName("eve"));
        iam.putUserPolicy(r -> r.userName("eve").policyName("batch").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:BatchGetSecretValue",\
                "Resource":"*"},{"Effect":"Allow","Action":"secretsmanager:GetSecretValue",\
                "Resource":"arn:aws:secretsmanager:*:*:secret:mine-??????"}]}"""));

        BatchGetSecretValueResponse answer =
                secretsOf("eve").batchGetSecretValue(r -> r.secretIdList("mine", "theirs", "no"));

        assertThat(answer.secretValues()).map(SecretValueEntry::name).containsExactly("mine");
        assertThat(answer.errors()).map(APIErrorType::errorCode).containsOnly("AccessDeniedException");
        assertThat(answer.errors()).map(APIErrorType::message).containsExactly(deniedOn("theirs"), deniedOn("no"));
    }

    private static String deniedOn(String id) {
        return "User: " + userArn("eve") + " is not authorized to perform: secretsmanager:GetSecretValue on resource: "
                + id + " because no identity-based policy allows the secretsmanager:GetSecretValue action";
    }

    @Test
    void readingOneByOneIsNotEnoughPermission() {
        create("a", 1, "v");
        iam.createUser(r -> r.userName("eve"));
        iam.putUserPolicy(r -> r.userName("eve")
                .policyName("one")
                .policyDocument(policy("Allow", "secretsmanager:GetSecretValue", "*")));

        assertRefused(
                () -> secretsOf("eve").batchGetSecretValue(r -> r.secretIdList("a")),
                "AccessDeniedException",
                "User: " + userArn("eve") + " is not authorized to perform: secretsmanager:BatchGetSecretValue because"
                        + " no identity-based policy allows the secretsmanager:BatchGetSecretValue action");
    }

    @Test
    void filteringNeedsThePermissionToList() {
        iam.createUser(r -> r.userName("eve"));
        iam.putUserPolicy(
                r -> r.userName("eve").policyName("one").policyDocument(policy("Allow", "secretsmanager:*Value", "*")));

        assertRefused(
                () -> secretsOf("eve").batchGetSecretValue(r -> r.filters(named("a"))),
                "AccessDeniedException",
                "User: " + userArn("eve") + " is not authorized to perform: secretsmanager:ListSecrets because no"
                        + " identity-based policy allows the secretsmanager:ListSecrets action");
    }

    @Test
    void filtersAnswerPageByPage() {
        IntStream.range(0, 5).forEach(i -> create("app/" + i, i, "v" + i));
        create("other", 9, "v");
        List<String> values = new ArrayList<>();
        String next = null;
        do {
            String token = next;
            BatchGetSecretValueResponse page = secrets.batchGetSecretValue(
                    r -> r.filters(named("app/")).maxResults(2).nextToken(token));
            page.secretValues().forEach(value -> values.add(value.secretString()));
            next = page.nextToken();
        } while (next != null);

        assertThat(values).containsExactlyInAnyOrder("v0", "v1", "v2", "v3", "v4");
    }

    /** Row 58 of the threats. */
    @Test
    void aTokenOfAnotherListingOrAnotherAccountIsRefused() {
        IntStream.range(0, 3).forEach(i -> create("app/" + i, i, "v" + i));
        String listed =
                secrets.listSecrets(r -> r.filters(named("app/")).maxResults(1)).nextToken();
        String token = secrets.batchGetSecretValue(r -> r.filters(named("app/")).maxResults(1))
                .nextToken();

        for (String wrong : new String[] {listed, token + "A", "x"}) {
            assertRefused(
                    () -> secrets.batchGetSecretValue(
                            r -> r.filters(named("app/")).nextToken(wrong)),
                    "InvalidNextTokenException",
                    "The NextToken value is invalid.");
        }
        SecretsManagerClient stranger = server.secrets(new dev.keyturn.state.identity.Principal.Root(
                dev.keyturn.edge.operation.InProcessServer.OTHER_ACCOUNT));
        assertRefused(
                () -> stranger.batchGetSecretValue(r -> r.filters(named("app/")).nextToken(token)),
                "InvalidNextTokenException",
                "The NextToken value is invalid.");
    }

    @Test
    void idsAndFiltersExcludeEachOther() {
        String either = "Either 'SecretIdList' or 'Filters' must be provided, but not both.";
        assertRefused(() -> secrets.batchGetSecretValue(r -> {}), "InvalidParameterException", either);
        assertRefused(
                () -> secrets.batchGetSecretValue(r -> r.secretIdList("a").filters(named("a"))),
                "InvalidParameterException",
                either);
        assertRefused(
                () -> secrets.batchGetSecretValue(r -> r.secretIdList("a").maxResults(2)),
                "InvalidParameterException",
                "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.");
    }

    @Test
    void oneRecordNamesEverySecretAndOneOfGetSecretValueStandsForEach() {
        String arn = create("a", 1, "canary-in-the-value").arn();
        int before = server.trail().records().size();

        secrets.batchGetSecretValue(r -> r.secretIdList("a", "no"));

        List<TrailRecord> records = server.trail().records();
        records = records.subList(before, records.size());
        assertThat(records)
                .map(TrailRecord::eventName)
                .containsExactly("BatchGetSecretValue", "GetSecretValue", "GetSecretValue");
        assertThat(records)
                .map(TrailRecord::requestId)
                .containsOnly(records.getFirst().requestId());
        assertThat(records.getFirst().resources())
                .map(resource -> resource.arnOrName())
                .containsExactly(arn, "a", "no");
        assertThat(records.getFirst().toString())
                .contains("\"secretValues\":[{\"aRN\":\"" + arn)
                .contains("ResourceNotFoundException");
        assertThat(records.get(1).resources())
                .map(resource -> resource.arnOrName())
                .containsExactly(arn, "a");
        assertThat(records.get(1).errorCode()).isEmpty();
        assertThat(records.getLast().errorCode()).contains("ResourceNotFoundException");
        assertThat(records.toString()).doesNotContain("canary");
    }

    /** The record and the dates of access of all twenty are one commit, and there is no commit but that. */
    @Test
    void twentySecretsAreOneCommit() {
        IntStream.range(0, 20).forEach(i -> create("app/" + i, i, "v" + i));
        String[] ids = IntStream.range(0, 20).mapToObj(i -> "app/" + i).toArray(String[]::new);
        ask(ids);
        pass(Duration.ofDays(1));
        int before = server.store().writes();

        ask(ids);
        assertThat(server.store().writes()).isEqualTo(before + 1);
        assertThat(secrets.describeSecret(r -> r.secretId("app/19")).lastAccessedDate())
                .isEqualTo("2026-11-25T00:00:00Z");

        ask(ids);
        assertThat(server.store().writes()).isEqualTo(before + 2);
    }

    private void ask(String... ids) {
        assertThat(secrets.batchGetSecretValue(r -> r.secretIdList(ids)).secretValues())
                .hasSize(20);
    }

    private static Filter named(String prefix) {
        return Filter.builder().key("name").values(prefix).build();
    }
}
