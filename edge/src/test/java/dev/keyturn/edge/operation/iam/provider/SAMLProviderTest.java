package dev.keyturn.edge.operation.iam.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssertionEncryptionModeType;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.Tag;

import dev.keyturn.edge.federation.SamlIdp;
import dev.keyturn.edge.operation.OnInProcessServer;

/** Creating, reading, changing and deleting SAML providers. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class SAMLProviderTest extends OnInProcessServer {
    private static final String ARN = arn("corp.idp_1-x");

    @TempDir
    static Path keys;

    private static String metadata;
    private static String otherMetadata;

    @BeforeAll
    static void makeKeys() {
        metadata = SamlIdp.rsa(keys, "https://idp.example/metadata").metadata();
        otherMetadata = SamlIdp.rsa(keys, "https://idp.example/other").metadata();
    }

    @Test
    void aProviderIsAnsweredAsItWasCreated() {
        assertThat(iam.createSAMLProvider(r -> r.name("corp.idp_1-x")
                                .samlMetadataDocument(metadata)
                                .tags(tag("a", "1")))
                        .samlProviderArn())
                .isEqualTo(ARN);

        GetSamlProviderResponse got = get();
        assertThat(got.samlMetadataDocument()).isEqualTo(metadata);
        assertThat(got.samlProviderUUID()).isNotEmpty();
        assertThat(got.tags()).containsExactly(tag("a", "1"));
        assertThat(got.validUntil())
                .isEqualTo(
                        got.createDate().atZone(ZoneOffset.UTC).plusYears(100).toInstant());
        assertThat(iam.listSAMLProviders().samlProviderList())
                .extracting(SAMLProviderListEntry::arn, SAMLProviderListEntry::createDate)
                .containsExactly(tuple(ARN, got.createDate()));
        assertThat(server.otherRoot().listSAMLProviders().samlProviderList()).isEmpty();
    }

    @Test
    void theMetadataSaysHowLongItIsGood() {
        iam.createSAMLProvider(r -> r.name("corp.idp_1-x")
                .samlMetadataDocument(metadata.replace(" entityID", " validUntil=\"2030-01-02T03:04:05Z\" entityID")));

        assertThat(get().validUntil()).isEqualTo(Instant.parse("2030-01-02T03:04:05Z"));
    }

    @Test
    void aNameIsTakenInAnyCase() {
        create();

        assertRefused(
                () -> iam.createSAMLProvider(r -> r.name("CORP.idp_1-x").samlMetadataDocument(metadata)),
                "EntityAlreadyExists",
                "Provider with name CORP.idp_1-x already exists.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EntityDescriptor", "entityID", "IDPSSODescriptor", "KeyDescriptor", "X509Certificate>MII"})
    void metadataThatNamesNoProviderOrKeyIsRefused(String part) {
        String broken = metadata.replace(part, part.replaceAll("[A-Z]", "q"));

        assertRefused(
                () -> iam.createSAMLProvider(r -> r.name("idp").samlMetadataDocument(broken)),
                "InvalidInput",
                "Could not parse metadata");
    }

    @Test
    void aCertificateForEncryptionSignsNothing() {
        assertRefused(
                () -> iam.createSAMLProvider(r ->
                        r.name("idp").samlMetadataDocument(metadata.replace("use=\"signing\"", "use=\"encryption\""))),
                "InvalidInput",
                "Could not parse metadata");
    }

    /** Threat 51. */
    @Test
    void metadataWithADocumentTypeIsRefused() {
        String declaration = "<?xml version=\"1.0\"?>";

        assertRefused(
                () -> iam.createSAMLProvider(r -> r.name("idp")
                        .samlMetadataDocument(metadata.replace(
                                declaration,
                                declaration + "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"))),
                "InvalidInput",
                "Could not parse metadata");
    }

    @Test
    void encryptionIsRefusedNotIgnored() {
        String message = "Encrypted assertions are not supported.";

        assertRefused(
                () -> iam.createSAMLProvider(r -> r.name("idp")
                        .samlMetadataDocument(metadata)
                        .assertionEncryptionMode(AssertionEncryptionModeType.ALLOWED)),
                "InvalidInput",
                message);
        create();
        assertRefused(
                () -> iam.updateSAMLProvider(r -> r.samlProviderArn(ARN).addPrivateKey("key")),
                "InvalidInput",
                message);
    }

    @Test
    void aHundredProvidersAreTheMost() {
        for (int i = 0; i < 100; i++) {
            String name = "idp" + i;
            iam.createSAMLProvider(r -> r.name(name).samlMetadataDocument(metadata));
        }

        assertRefused(this::create, "LimitExceeded", "Cannot exceed quota for SAMLProvidersPerAccount: 100");
    }

    @Test
    void metadataIsReplaced() {
        create();

        assertThat(iam.updateSAMLProvider(r -> r.samlProviderArn(ARN).samlMetadataDocument(otherMetadata))
                        .samlProviderArn())
                .isEqualTo(ARN);
        assertThat(get().samlMetadataDocument()).isEqualTo(otherMetadata);
        assertRefused(
                () -> iam.updateSAMLProvider(r -> r.samlProviderArn(ARN).samlMetadataDocument("x".repeat(1_000))),
                "InvalidInput",
                "Could not parse metadata");
    }

    @Test
    void whatIsDeletedIsGone() {
        create();

        iam.deleteSAMLProvider(r -> r.samlProviderArn(ARN));

        assertThat(iam.listSAMLProviders().samlProviderList()).isEmpty();
        assertThat(server.tables().get("iam_saml_provider")).isEmpty();
        create();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::111122223333:saml-provider/absent",
                "arn:aws:iam::111122223333:saml-provider/CORP.idp_1-x"
            })
    void whatIsAbsentIsNotFound(String arn) {
        create();
        String notFound = "Manifest not found for arn " + arn;

        assertRefused(() -> iam.getSAMLProvider(r -> r.samlProviderArn(arn)), "NoSuchEntity", notFound);
        assertRefused(() -> iam.updateSAMLProvider(r -> r.samlProviderArn(arn)), "NoSuchEntity", notFound);
        assertRefused(() -> iam.deleteSAMLProvider(r -> r.samlProviderArn(arn)), "NoSuchEntity", notFound);
        assertRefused(
                () -> iam.tagSAMLProvider(r -> r.samlProviderArn(arn).tags(tag("a", "1"))), "NoSuchEntity", notFound);
        assertRefused(() -> iam.untagSAMLProvider(r -> r.samlProviderArn(arn).tagKeys("a")), "NoSuchEntity", notFound);
        assertRefused(() -> iam.listSAMLProviderTags(r -> r.samlProviderArn(arn)), "NoSuchEntity", notFound);
    }

    @Test
    void tagsComeAndGo() {
        create();

        iam.tagSAMLProvider(r -> r.samlProviderArn(ARN).tags(tag("b", "2"), tag("a", "1")));
        iam.untagSAMLProvider(r -> r.samlProviderArn(ARN).tagKeys("b"));

        assertThat(iam.listSAMLProviderTags(r -> r.samlProviderArn(ARN)).tags()).containsExactly(tag("a", "1"));
        assertRefused(
                () -> iam.tagSAMLProvider(r -> r.samlProviderArn(ARN).tags(tag("aws:x", "1"))),
                "InvalidInput",
                "Tag keys beginning with aws: are reserved for system use.");
    }

    @Test
    void taggingNeedsItsOwnPermission() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateSAMLProvider", "*"));

        assertNoPolicyAllows(
                () -> creator.createSAMLProvider(r ->
                        r.name("corp.idp_1-x").samlMetadataDocument(metadata).tags(tag("a", "1"))),
                "creator",
                "iam:TagSAMLProvider",
                ARN);
    }

    private void create() {
        iam.createSAMLProvider(r -> r.name("corp.idp_1-x").samlMetadataDocument(metadata));
    }

    private GetSamlProviderResponse get() {
        return iam.getSAMLProvider(r -> r.samlProviderArn(ARN));
    }

    private static String arn(String name) {
        return "arn:aws:iam::" + ACCOUNT + ":saml-provider/" + name;
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
