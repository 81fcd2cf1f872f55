package dev.keyturn.edge.operation.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.Filter;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.ListedSecret;
import dev.keyturn.state.secret.Replica;
import dev.keyturn.state.secret.Replication;
import dev.keyturn.state.secret.Secret;

final class SecretFilterTest {
    private static final Secret DB = secret("prod/ordersDb", "Orders database", Map.of("Team", "Blue", "tier", "1"));
    private static final Secret KEY = secret("test/apiKey", "", Map.of());

    @Test
    void nameMatchesItsBeginningInItsCase() {
        assertThat(passes(DB, filter("name", "prod"))).isTrue();
        assertThat(passes(DB, filter("name", "Prod"))).isFalse();
        assertThat(passes(DB, filter("name", "orders"))).isFalse();
    }

    @Test
    void descriptionMatchesItsBeginningInAnyCase() {
        assertThat(passes(DB, filter("description", "orders D"))).isTrue();
        assertThat(passes(DB, filter("description", "database"))).isFalse();
        assertThat(passes(KEY, filter("description", "orders"))).isFalse();
    }

    @Test
    void tagsMatchTheirBeginningInTheirCase() {
        assertThat(passes(DB, filter("tag-key", "Te"))).isTrue();
        assertThat(passes(DB, filter("tag-key", "te"))).isFalse();
        assertThat(passes(DB, filter("tag-value", "Bl"))).isTrue();
        assertThat(passes(DB, filter("tag-value", "Team"))).isFalse();
    }

    @Test
    void onlyAReplicatedSecretHasAPrimaryRegion() {
        assertThat(passes(DB, filter("primary-region", "eu-"))).isFalse();
        assertThat(isOf(new Replication(Optional.of("us-east-1"), List.of()), "us-"))
                .isTrue();
        Replica there = new Replica("eu-west-1", Optional.empty(), Replica.Status.InSync, Optional.empty());
        assertThat(isOf(new Replication(Optional.empty(), List.of(there)), "eu-central-1"))
                .isTrue();
        assertThat(isOf(new Replication(Optional.empty(), List.of(there)), "eu-west-1"))
                .isFalse();
        assertThat(passes(DB, filter("owning-service", "rds"))).isFalse();
        assertThat(passes(DB, filter("owning-service", "!rds"))).isTrue();
    }

    private static boolean isOf(Replication replication, String region) {
        return SecretFilter.all(List.of(filter("primary-region", region)), "eu-central-1")
                .test(new ListedSecret(DB, Map.of(), Optional.empty(), replication));
    }

    @Test
    void aManagedSecretIsFoundByTheServiceThatOwnsIt() {
        ListedSecret managed = new ListedSecret(DB, Map.of(), Optional.of("rds"), Replication.NONE);

        assertThat(SecretFilter.all(List.of(filter("owning-service", "rd")), "eu-central-1")
                        .test(managed))
                .isTrue();
        assertThat(SecretFilter.all(List.of(filter("owning-service", "!rds")), "eu-central-1")
                        .test(managed))
                .isFalse();
    }

    /** "Searching for My_Secret matches secrets with the word my or secret in the name, description, or tags." */
    @Test
    void allSearchesAnyWordInAllAttributes() {
        assertThat(passes(DB, filter("all", "My_Orders"))).isTrue();
        assertThat(passes(DB, filter("all", "DATABASE"))).isTrue();
        assertThat(passes(DB, filter("all", "db"))).isTrue();
        assertThat(passes(DB, filter("all", "team"))).isTrue();
        assertThat(passes(DB, filter("all", "blue"))).isTrue();
        assertThat(passes(DB, filter("all", "rders"))).isFalse();
        assertThat(passes(DB, filter("all", "/"))).isFalse();
    }

    @Test
    void anyOfAFiltersValuesIsEnough() {
        assertThat(passes(DB, filter("name", "test", "prod"))).isTrue();
        assertThat(passes(KEY, filter("name", "test", "prod"))).isTrue();
        assertThat(passes(KEY, filter("name", "x", "y"))).isFalse();
    }

    @Test
    void allFiltersHaveToPass() {
        assertThat(passes(DB, filter("name", "prod"), filter("tag-key", "Team")))
                .isTrue();
        assertThat(passes(DB, filter("name", "prod"), filter("tag-key", "x"))).isFalse();
        assertThat(passes(KEY)).isTrue();
    }

    @Test
    void anExclamationMarkExcludes() {
        assertThat(passes(DB, filter("name", "!prod"))).isFalse();
        assertThat(passes(KEY, filter("name", "!prod"))).isTrue();
        assertThat(passes(KEY, filter("tag-key", "!Team"))).isTrue();
        assertThat(passes(DB, filter("name", "prod", "!prod/orders"))).isFalse();
        assertThat(passes(DB, filter("name", "prod", "!prod/users"))).isTrue();
        assertThat(passes(DB, filter("name", "!test", "!prod"))).isFalse();
    }

    private static boolean passes(Secret secret, Filter... filters) {
        return SecretFilter.all(Arrays.asList(filters), "eu-central-1")
                .test(new ListedSecret(secret, Map.of(), Optional.empty(), Replication.NONE));
    }

    private static Filter filter(String key, String... values) {
        return Filter.builder().key(key).values(List.of(values)).build();
    }

    private static Secret secret(String name, String description, Map<String, String> tags) {
        Instant now = Instant.parse("2026-11-24T10:00:00Z");
        return new Secret(
                "111122223333",
                Arn.of("secretsmanager", "eu-central-1", "111122223333", "secret:" + name + "-AbCdEf"),
                name,
                Optional.of(description).filter(text -> !text.isEmpty()),
                Optional.empty(),
                now,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                tags);
    }
}
