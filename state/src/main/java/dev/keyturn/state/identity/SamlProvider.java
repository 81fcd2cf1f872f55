package dev.keyturn.state.identity;

import java.time.Instant;
import java.util.Map;

/**
 * A SAML identity provider that an account trusts to say who somebody is.
 *
 * @param id unique for ever
 * @param metadata the provider's metadata document, XML, as it was given
 */
public record SamlProvider(
        String account, String name, String id, Instant created, Map<String, String> tags, String metadata)
        implements Entity {
    public SamlProvider {
        tags = Map.copyOf(tags);
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public EntityKind kind() {
        return EntityKind.SAML_PROVIDER;
    }
}
