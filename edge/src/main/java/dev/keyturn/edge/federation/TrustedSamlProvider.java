package dev.keyturn.edge.federation;

/**
 * A SAML provider as an account has registered it.
 *
 * @param name the last part of its ARN
 */
public record TrustedSamlProvider(String account, String name, SamlMetadata metadata) {
    public String arn() {
        return "arn:aws:iam::" + account + ":saml-provider/" + name;
    }
}
