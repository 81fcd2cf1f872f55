package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;

final class ListSecretsTest extends OnSecrets {

    @Test
    void anEntrySaysWhatDescribeSecretSays() {
        String arn = secrets.createSecret(r -> r.name("a")
                        .clientRequestToken(token(1))
                        .description("of a")
                        .secretString("v")
                        .tags(tag -> tag.key("team").value("x")))
                .arn();

        SecretListEntry entry = secrets.listSecrets().secretList().getFirst();

        assertThat(entry.arn()).isEqualTo(arn);
        assertThat(entry.name()).isEqualTo("a");
        assertThat(entry.description()).isEqualTo("of a");
        assertThat(entry.createdDate()).isEqualTo(START);
        assertThat(entry.lastChangedDate()).isEqualTo(START);
        assertThat(entry.secretVersionsToStages()).containsEntry(token(1), List.of("AWSCURRENT"));
        assertThat(entry.tags()).hasSize(1);
        assertThat(entry.rotationEnabled()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = SortOrderType.class,
            names = {"ASC", "DESC"})
    void pagesHoldEverySecretOnceAndInOrder(SortOrderType order) {
        List<String> names = createNumbered(7);
        if (order == SortOrderType.DESC) {
            Collections.reverse(names);
        }

        List<String> listed = new ArrayList<>();
        secrets.listSecretsPaginator(r -> r.maxResults(3).sortOrder(order)).stream()
                .flatMap(page -> page.secretList().stream())
                .map(SecretListEntry::name)
                .forEach(listed::add);

        assertThat(listed).isEqualTo(names);
    }

    @Test
    void aFullLastPageHasNoNextToken() {
        createNumbered(4);

        assertThat(secrets.listSecrets(r -> r.maxResults(4)).nextToken()).isNull();
        assertThat(secrets.listSecrets(r -> r.maxResults(3)).nextToken()).isNotNull();
    }

    /** A filter that nothing passes must not make one call look at a whole account. */
    @Test
    void oneCallLooksAtSoManySecretsAndNoMore() {
        server.store().write(tx -> {
            Secrets all = new Secrets(tx);
            for (int i = 0; i < 2_010; i++) {
                all.insert(numbered(i));
            }
            return true;
        });
        ListSecretsRequest last = ListSecretsRequest.builder()
                .filters(filter -> filter.key("name").values("many-2009"))
                .build();

        ListSecretsResponse first = secrets.listSecrets(last);
        assertThat(first.secretList()).isEmpty();
        assertThat(first.nextToken()).isNotNull();
        ListSecretsResponse second = secrets.listSecrets(
                last.toBuilder().nextToken(first.nextToken()).build());
        assertThat(second.secretList()).hasSize(1);
        assertThat(second.nextToken()).isNull();
    }

    private static Secret numbered(int number) {
        String name = "many-%04d".formatted(number);
        return new Secret(
                ACCOUNT,
                Arn.of("secretsmanager", "eu-central-1", ACCOUNT, "secret:" + name + "-AbCdEf"),
                name,
                Optional.empty(),
                Optional.empty(),
                START,
                START,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
    }

    @Test
    void filtersWorkAcrossPages() {
        createNumbered(9);

        ListSecretsRequest odd = ListSecretsRequest.builder()
                .maxResults(2)
                .filters(filter -> filter.key("name").values("s1", "s3", "s5", "s7"))
                .build();

        assertThat(secrets.listSecretsPaginator(odd).stream()
                        .flatMap(page -> page.secretList().stream())
                        .map(SecretListEntry::name))
                .containsExactly("s1", "s3", "s5", "s7");
    }

    private List<String> createNumbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            create("s" + i, 1, "v");
            names.add("s" + i);
            pass(Duration.ofSeconds(1));
        }
        return names;
    }

    @Test
    void whatIsScheduledForDeletionIsListedOnlyWhenAskedFor() {
        create("a", 1, "v");
        create("b", 1, "v");
        secrets.deleteSecret(r -> r.secretId("a"));

        assertThat(secrets.listSecrets().secretList())
                .extracting(SecretListEntry::name)
                .containsExactly("b");
        List<SecretListEntry> all =
                secrets.listSecrets(r -> r.includePlannedDeletion(true)).secretList();
        assertThat(all).extracting(SecretListEntry::name).containsExactly("a", "b");
        assertThat(all.getFirst().deletedDate()).isEqualTo(START);
    }

    @Test
    void anotherAccountSeesNothingOfIt() {
        create("a", 1, "v");

        assertThat(stranger().listSecrets().secretList()).isEmpty();
    }

    /** Row 58 of the threats. */
    @Test
    void aTokenIsGoodOnlyForItsAccountAndQuestion() {
        createNumbered(3);
        ListSecretsResponse first = secrets.listSecrets(r -> r.maxResults(1));
        String token = first.nextToken();

        assertRefused(
                () -> stranger().listSecrets(r -> r.nextToken(token)),
                "InvalidNextTokenException",
                "The NextToken value is invalid.");
        assertRefused(
                () -> secrets.listSecrets(r -> r.nextToken(token).sortOrder(SortOrderType.DESC)),
                "InvalidNextTokenException",
                "The NextToken value is invalid.");
        assertRefused(
                () -> secrets.listSecretVersionIds(r -> r.secretId("s1").nextToken(token)),
                "InvalidNextTokenException",
                "The NextToken value is invalid.");
    }

    /** Row 58 of the threats. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00"})
    void aTokenThatWasNotIssuedIsRefused(String token) {
        assertRefused(
                () -> secrets.listSecrets(r -> r.nextToken(token)),
                "InvalidNextTokenException",
                "The NextToken value is invalid.");
    }

    @ParameterizedTest
    @EnumSource(
            value = SortOrderType.class,
            names = {"ASC", "DESC"})
    void aTokenAtADestroyedSecretIsRefused(SortOrderType order) {
        createNumbered(3);
        ListSecretsResponse first = secrets.listSecrets(r -> r.maxResults(1).sortOrder(order));
        String last = first.secretList().getLast().name();
        secrets.deleteSecret(r -> r.secretId(last).forceDeleteWithoutRecovery(true));

        assertRefused(
                () -> secrets.listSecrets(r -> r.maxResults(1).sortOrder(order).nextToken(first.nextToken())),
                "InvalidNextTokenException",
                "The NextToken value is invalid.");
    }

    private SecretsManagerClient stranger() {
        return server.secrets(new Principal.Root(InProcessServer.OTHER_ACCOUNT));
    }
}
