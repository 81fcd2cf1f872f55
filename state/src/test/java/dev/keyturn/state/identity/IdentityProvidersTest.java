package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.store.OnBothStores;

class IdentityProvidersTest extends OnBothStores {
    private static final String ACCOUNT = "111122223333";
    private static final Instant CREATED = Instant.parse("2026-11-24T08:00:00Z");

    @Test
    void anIssuerIsKeptWithItsListsInOrder() {
        OidcProvider issuer =
                issuer("issuer.example/a", "1", List.of("z", "a", "m"), List.of("f".repeat(40), "0".repeat(40)));
        insert(issuer);

        assertThat(issuerNamed(ACCOUNT, "issuer.example/a")).contains(issuer);
        assertThat(issuer.url()).isEqualTo("https://issuer.example/a");
        assertThat(issuer.arn().toString()).isEqualTo("arn:aws:iam::111122223333:oidc-provider/issuer.example/a");
    }

    @Test
    void anIssuerIsFoundInItsOwnSpellingOnlyAndOfItsOwnAccount() {
        insert(issuer("issuer.example/a", "1", List.of(), List.of()));

        assertThat(issuerNamed(ACCOUNT, "issuer.example/A")).isEmpty();
        assertThat(issuerNamed("444455556666", "issuer.example/a")).isEmpty();
        assertThat(insert(issuer("issuer.example/A", "2", List.of(), List.of())))
                .isFalse();
    }

    @Test
    void anIssuerIsChangedAndDeleted() {
        OidcProvider issuer = issuer("issuer.example", "1", List.of("a"), List.of("0".repeat(40)));
        insert(issuer);

        store.write(tx -> {
            new OidcProviders(tx).setClientIds(issuer, List.of("b", "a"));
            new OidcProviders(tx).setThumbprints(issuer, List.of());
            return true;
        });
        OidcProvider changed =
                store.read(tx -> new OidcProviders(tx).list(ACCOUNT)).getFirst();
        assertThat(changed.clientIds()).containsExactly("b", "a");
        assertThat(changed.thumbprints()).isEmpty();

        store.write(tx -> {
            new OidcProviders(tx).delete(changed);
            return true;
        });
        assertThat(store.<Integer>read(tx -> new OidcProviders(tx).count(ACCOUNT)))
                .isZero();
    }

    @Test
    void aSamlProviderIsKeptChangedAndDeleted() {
        SamlProvider provider = new SamlProvider(ACCOUNT, "idp", "1", CREATED, Map.of("k", "v"), "<a/>");
        store.write(tx -> new SamlProviders(tx).insert(provider));

        assertThat(samlNamed("idp")).contains(provider);
        assertThat(samlNamed("IDP")).isEmpty();

        store.write(tx -> {
            new SamlProviders(tx).setMetadata(provider, "<b/>");
            return true;
        });
        assertThat(store.read(tx -> new SamlProviders(tx).list(ACCOUNT))
                        .getFirst()
                        .metadata())
                .isEqualTo("<b/>");

        store.write(tx -> {
            new SamlProviders(tx).delete(provider);
            return true;
        });
        assertThat(store.<Integer>read(tx -> new SamlProviders(tx).count(ACCOUNT)))
                .isZero();
    }

    @Test
    void anAssertionIsUsedOnceAndForgottenWhenItHasExpired() {
        Instant now = store.now();

        assertThat(use("idp", "_1", now.plusSeconds(600))).isTrue();
        assertThat(use("idp", "_1", now.plusSeconds(600))).isFalse();
        assertThat(use("idp", "_2", now.minusSeconds(1))).isTrue();
        assertThat(use("other", "_1", now.plusSeconds(600))).isTrue();
        // What had expired when it came is cleared away by the next use.
        assertThat(use("idp", "_2", now.plusSeconds(600))).isTrue();
        assertThat(use("idp", "_1", now.plusSeconds(600))).isFalse();
    }

    private Optional<OidcProvider> issuerNamed(String account, String name) {
        return store.read(tx -> new OidcProviders(tx).find(account, name));
    }

    private Optional<SamlProvider> samlNamed(String name) {
        return store.read(tx -> new SamlProviders(tx).find(ACCOUNT, name));
    }

    private boolean use(String issuer, String assertion, Instant until) {
        return store.write(tx -> new SamlProviders(tx).use(ACCOUNT, issuer, assertion, until));
    }

    private boolean insert(OidcProvider provider) {
        return store.write(tx -> new OidcProviders(tx).insert(provider));
    }

    private static OidcProvider issuer(String name, String id, List<String> clientIds, List<String> thumbprints) {
        return new OidcProvider(ACCOUNT, name, id, CREATED, Map.of("k", "v"), clientIds, thumbprints);
    }
}
