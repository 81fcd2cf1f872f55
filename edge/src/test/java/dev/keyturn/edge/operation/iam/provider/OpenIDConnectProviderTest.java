package dev.keyturn.edge.operation.iam.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;

/** Creating, reading, changing and deleting OpenID Connect providers. */
final class OpenIDConnectProviderTest extends OnInProcessServer {
    private static final String URL = "https://oidc.example/id/7F3A";
    private static final String ARN = arn("oidc.example/id/7F3A");
    private static final String THUMBPRINT = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void aProviderIsAnsweredAsItWasCreated() {
        CreateOpenIdConnectProviderResponse created = iam.createOpenIDConnectProvider(r -> r.url(URL)
                .clientIDList("sts.amazonaws.com", "other", "other")
                .thumbprintList(THUMBPRINT.toUpperCase(Locale.ROOT))
                .tags(tag("b", "2"), tag("a", "1")));

        assertThat(created.openIDConnectProviderArn()).isEqualTo(ARN);
        assertThat(created.tags()).containsExactly(tag("a", "1"), tag("b", "2"));
        GetOpenIdConnectProviderResponse got = get();
        assertThat(got.url()).isEqualTo("oidc.example/id/7F3A");
        assertThat(got.clientIDList()).containsExactly("sts.amazonaws.com", "other");
        assertThat(got.thumbprintList()).containsExactly(THUMBPRINT);
        assertThat(got.createDate()).isNotNull();
        assertThat(got.tags()).containsExactly(tag("a", "1"), tag("b", "2"));
        assertThat(iam.listOpenIDConnectProviders().openIDConnectProviderList())
                .extracting(OpenIDConnectProviderListEntry::arn)
                .containsExactly(ARN);
        assertThat(server.otherRoot().listOpenIDConnectProviders().openIDConnectProviderList())
                .isEmpty();
    }

    @Test
    void thePortOfAnIssuerIsPartOfItsName() {
        assertThat(iam.createOpenIDConnectProvider(r -> r.url("https://kubernetes.internal:6443"))
                        .openIDConnectProviderArn())
                .isEqualTo(arn("kubernetes.internal:6443"));
    }

    @Test
    void aUrlIsTakenInAnyCase() {
        create();

        assertRefused(this::create, "EntityAlreadyExists", "Provider with url " + URL + " already exists.");
        assertRefused(
                () -> iam.createOpenIDConnectProvider(r -> r.url("https://oidc.example/id/7f3a")),
                "EntityAlreadyExists",
                "Provider with url https://oidc.example/id/7f3a already exists.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oidc.example", "https://", "https:///x", "ht tp://x", "//oidc.example"})
    void whatIsNoUrlIsAValidationError(String url) {
        assertRefused(
                () -> iam.createOpenIDConnectProvider(r -> r.url(url)),
                "ValidationError",
                "Invalid Open ID Connect Provider URL");
    }

    @Test
    void anIssuerIsAskedOverTlsOnly() {
        assertRefused(
                () -> iam.createOpenIDConnectProvider(r -> r.url("http://oidc.example")),
                "InvalidInput",
                "Invalid Open ID Connect Provider URL. The URL must begin with https://.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user@oidc.example",
                "https://oidc.example?x=1",
                "https://oidc.example#x",
                "https://oidc_example",
                "https://oidc.example/a/../b"
            })
    void aUrlIsAHostAndAPath(String url) {
        assertRefused(
                () -> iam.createOpenIDConnectProvider(r -> r.url(url)),
                "InvalidInput",
                "Invalid Open ID Connect Provider URL.");
    }

    @Test
    void aHundredClientIdsAreTheMost() {
        List<String> hundred =
                IntStream.range(0, 100).mapToObj(Integer::toString).toList();
        iam.createOpenIDConnectProvider(r -> r.url(URL).clientIDList(hundred));
        String tooMany = "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100";

        addClientId("7"); // is there already
        assertRefused(() -> addClientId("100"), "LimitExceeded", tooMany);
        assertRefused(
                () -> iam.createOpenIDConnectProvider(r -> r.url("https://other.example")
                        .clientIDList(IntStream.range(0, 101)
                                .mapToObj(Integer::toString)
                                .toList())),
                "LimitExceeded",
                tooMany);
    }

    @Test
    void fiveThumbprintsAreTheMost() {
        String tooMany = "Thumbprint list must contain fewer than 5 entries.";
        create();

        iam.updateOpenIDConnectProviderThumbprint(
                r -> r.openIDConnectProviderArn(ARN).thumbprintList(thumbprints(5)));
        assertThat(get().thumbprintList()).isEqualTo(thumbprints(5));
        assertRefused(
                () -> iam.updateOpenIDConnectProviderThumbprint(
                        r -> r.openIDConnectProviderArn(ARN).thumbprintList(thumbprints(6))),
                "InvalidInput",
                tooMany);
        assertRefused(
                () -> iam.createOpenIDConnectProvider(
                        r -> r.url("https://other.example").thumbprintList(thumbprints(6))),
                "InvalidInput",
                tooMany);
        assertRefused(
                () -> iam.updateOpenIDConnectProviderThumbprint(
                        r -> r.openIDConnectProviderArn(ARN).thumbprintList("x".repeat(40))),
                "ValidationError",
                "Invalid thumbprint: " + "x".repeat(40));
    }

    @Test
    void aHundredProvidersAreTheMost() {
        for (int i = 0; i < 100; i++) {
            String url = "https://oidc.example/" + i;
            iam.createOpenIDConnectProvider(r -> r.url(url));
        }

        assertRefused(this::create, "LimitExceeded", "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100");
    }

    @Test
    void clientIdsComeAndGoAnyNumberOfTimes() {
        create();

        addClientId("a");
        addClientId("b");
        addClientId("a");
        assertThat(get().clientIDList()).containsExactly("a", "b");

        removeClientId("a");
        removeClientId("a");
        assertThat(get().clientIDList()).containsExactly("b");
    }

    @Test
    void deletingWhatIsNotThereIsNoError() {
        create();

        iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN));
        iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN));

        assertThat(iam.listOpenIDConnectProviders().openIDConnectProviderList()).isEmpty();
        assertThat(server.tables().get("iam_oidc_client")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::111122223333:oidc-provider/absent.example",
                "arn:aws:iam::111122223333:oidc-provider/OIDC.example/id/7F3A",
                "arn:aws:iam::111122223333:saml-provider/oidc.example/id/7F3A",
                "no-arn-but-long-enough"
            })
    void whatIsAbsentIsNotFound(String arn) {
        create();
        String notFound = "OpenIDConnect Provider not found for arn " + arn;

        assertRefused(
                () -> iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn)), "NoSuchEntity", notFound);
        assertRefused(
                () -> iam.addClientIDToOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(arn).clientID("a")),
                "NoSuchEntity",
                notFound);
        assertRefused(
                () -> iam.removeClientIDFromOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(arn).clientID("a")),
                "NoSuchEntity",
                notFound);
        assertRefused(
                () -> iam.updateOpenIDConnectProviderThumbprint(
                        r -> r.openIDConnectProviderArn(arn).thumbprintList(THUMBPRINT)),
                "NoSuchEntity",
                notFound);
        assertRefused(
                () -> iam.tagOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(arn).tags(tag("a", "1"))),
                "NoSuchEntity",
                notFound);
        assertRefused(
                () -> iam.untagOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(arn).tagKeys("a")),
                "NoSuchEntity",
                notFound);
        assertRefused(
                () -> iam.listOpenIDConnectProviderTags(r -> r.openIDConnectProviderArn(arn)),
                "NoSuchEntity",
                notFound);
        iam.deleteOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn));
        assertThat(get().url()).isEqualTo("oidc.example/id/7F3A");
    }

    /** Whether there is one is not told: only a policy there could reach across, and providers have none. */
    @Test
    void anotherAccountsProviderIsOutOfReach() {
        server.otherRoot().createOpenIDConnectProvider(r -> r.url(URL));
        String theirs = "arn:aws:iam::" + InProcessServer.OTHER_ACCOUNT + ":oidc-provider/oidc.example/id/7F3A";

        assertThatThrownBy(() -> iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(theirs)))
                .isInstanceOfSatisfying(
                        IamException.class,
                        refusal -> assertThat(refusal.awsErrorDetails().errorCode())
                                .isEqualTo("AccessDenied"));
    }

    @Test
    void tagsComeInPagesByKey() {
        create();
        iam.tagOpenIDConnectProvider(
                r -> r.openIDConnectProviderArn(ARN).tags(tag("c", "3"), tag("a", "1"), tag("b", "2")));
        iam.tagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN).tags(tag("a", "one")));
        iam.untagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN).tagKeys("b", "absent"));

        ListOpenIdConnectProviderTagsResponse first = iam.listOpenIDConnectProviderTags(
                r -> r.openIDConnectProviderArn(ARN).maxItems(1));
        ListOpenIdConnectProviderTagsResponse second = iam.listOpenIDConnectProviderTags(
                r -> r.openIDConnectProviderArn(ARN).maxItems(1).marker(first.marker()));

        assertThat(first.tags()).containsExactly(tag("a", "one"));
        assertThat(first.isTruncated()).isTrue();
        assertThat(second.tags()).containsExactly(tag("c", "3"));
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.marker()).isNull();
    }

    @Test
    void fiftyTagsAreTheMost() {
        create();
        iam.tagOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN)
                .tags(IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toList()));

        assertRefused(
                () -> iam.tagOpenIDConnectProvider(
                        r -> r.openIDConnectProviderArn(ARN).tags(tag("more", "v"))),
                "LimitExceeded",
                "The number of tags has reached the maximum limit.");
    }

    @Test
    void taggingNeedsItsOwnPermission() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateOpenIDConnectProvider", "*"));

        creator.createOpenIDConnectProvider(r -> r.url("https://plain.example"));

        assertNoPolicyAllows(
                () -> creator.createOpenIDConnectProvider(r -> r.url(URL).tags(tag("a", "1"))),
                "creator",
                "iam:TagOpenIDConnectProvider",
                ARN);
    }

    @Test
    void aPolicyMayAskForTheProvidersTags() {
        iam.createOpenIDConnectProvider(r -> r.url(URL).tags(tag("team", "blue")));
        iam.createOpenIDConnectProvider(r -> r.url("https://red.example").tags(tag("team", "red")));
        IamClient blue = userWith("blue", """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetOpenIDConnectProvider",
                 "Resource":"*","Condition":{"StringEquals":{"iam:ResourceTag/team":"blue"}}}}""");

        assertThat(blue.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN))
                        .url())
                .isEqualTo("oidc.example/id/7F3A");
        assertNoPolicyAllows(
                () -> blue.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(arn("red.example"))),
                "blue",
                "iam:GetOpenIDConnectProvider",
                arn("red.example"));
    }

    private void create() {
        iam.createOpenIDConnectProvider(r -> r.url(URL));
    }

    private GetOpenIdConnectProviderResponse get() {
        return iam.getOpenIDConnectProvider(r -> r.openIDConnectProviderArn(ARN));
    }

    private void addClientId(String id) {
        iam.addClientIDToOpenIDConnectProvider(
                r -> r.openIDConnectProviderArn(ARN).clientID(id));
    }

    private void removeClientId(String id) {
        iam.removeClientIDFromOpenIDConnectProvider(
                r -> r.openIDConnectProviderArn(ARN).clientID(id));
    }

    private static List<String> thumbprints(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Integer.toString(i).repeat(40))
                .toList();
    }

    private static String arn(String name) {
        return "arn:aws:iam::" + ACCOUNT + ":oidc-provider/" + name;
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
