package dev.keyturn.edge.operation.iam;

import java.util.List;

/** One call of every operation on identity providers; whether there is such a provider makes no difference. */
final class ProviderCalls {
    static final String OIDC = "arn:aws:iam::111122223333:oidc-provider/idp.example";
    static final String SAML = "arn:aws:iam::111122223333:saml-provider/idp";

    private static final String ALL_OIDC = "arn:aws:iam::111122223333:oidc-provider/*";
    private static final String ALL_SAML = "arn:aws:iam::111122223333:saml-provider/*";

    static final List<IamCall> ALL = List.of(
            new IamCall(
                    "CreateOpenIDConnectProvider",
                    OIDC,
                    iam -> iam.createOpenIDConnectProvider(r -> r.url("https://idp.example"))),
            new IamCall(
                    "GetOpenIDConnectProvider",
                    OIDC,
                    iam -> iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(OIDC))),
            new IamCall("ListOpenIDConnectProviders", ALL_OIDC, iam -> iam.listOpenIDConnectProviders()),
            new IamCall(
                    "DeleteOpenIDConnectProvider",
                    OIDC,
                    iam -> iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(OIDC))),
            new IamCall(
                    "AddClientIDToOpenIDConnectProvider",
                    OIDC,
                    iam -> iam.addClientIDToOpenIDConnectProvider(
                            r -> r.openIDConnectProviderArn(OIDC).clientID("a"))),
            new IamCall(
                    "RemoveClientIDFromOpenIDConnectProvider",
                    OIDC,
                    iam -> iam.removeClientIDFromOpenIDConnectProvider(
                            r -> r.openIDConnectProviderArn(OIDC).clientID("a"))),
            new IamCall(
                    "UpdateOpenIDConnectProviderThumbprint",
                    OIDC,
                    iam -> iam.updateOpenIDConnectProviderThumbprint(
                            r -> r.openIDConnectProviderArn(OIDC).thumbprintList("0".repeat(40)))),
            new IamCall(
                    "TagOpenIDConnectProvider",
                    OIDC,
                    iam -> iam.tagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(OIDC)
                            .tags(t -> t.key("k").value("v")))),
            new IamCall(
                    "UntagOpenIDConnectProvider",
                    OIDC,
                    iam -> iam.untagOpenIDConnectProvider(
                            r -> r.openIDConnectProviderArn(OIDC).tagKeys("k"))),
            new IamCall(
                    "ListOpenIDConnectProviderTags",
                    OIDC,
                    iam -> iam.listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(OIDC))),
            new IamCall(
                    "CreateSAMLProvider",
                    SAML,
                    iam -> iam.createSAMLProvider(r -> r.name("idp").samlMetadataDocument("x".repeat(1_000)))),
            new IamCall("GetSAMLProvider", SAML, iam -> iam.getSAMLProvider(r -> r.samlProviderArn(SAML))),
            new IamCall("ListSAMLProviders", ALL_SAML, iam -> iam.listSAMLProviders()),
            new IamCall("UpdateSAMLProvider", SAML, iam -> iam.updateSAMLProvider(r -> r.samlProviderArn(SAML))),
            new IamCall("DeleteSAMLProvider", SAML, iam -> iam.deleteSAMLProvider(r -> r.samlProviderArn(SAML))),
            new IamCall(
                    "TagSAMLProvider",
                    SAML,
                    iam -> iam.tagSAMLProvider(
                            r -> r.samlProviderArn(SAML).tags(t -> t.key("k").value("v")))),
            new IamCall(
                    "UntagSAMLProvider",
                    SAML,
                    iam -> iam.untagSAMLProvider(r -> r.samlProviderArn(SAML).tagKeys("k"))),
            new IamCall("ListSAMLProviderTags", SAML, iam -> iam.listSAMLProviderTags(r -> r.samlProviderArn(SAML))));

    private ProviderCalls() {}
}
