package dev.keyturn.edge.operation.iam.provider;

import java.time.Instant;
import java.time.ZoneOffset;

import dev.keyturn.edge.federation.SamlMetadata;
import dev.keyturn.state.identity.SamlProvider;

/** Until when a SAML provider is good: as its metadata says, otherwise AWS's hundred years. */
final class SamlValidity {
    private static final int YEARS = 100;

    private SamlValidity() {}

    static Instant of(SamlProvider provider) {
        return SamlMetadata.parse(provider.metadata())
                .validUntil()
                .orElseGet(() -> provider.created()
                        .atZone(ZoneOffset.UTC)
                        .plusYears(YEARS)
                        .toInstant());
    }
}
