package dev.keyturn.edge.operation.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.EventCategory;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.Resource;

import dev.keyturn.edge.operation.InProcessServer;
import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.state.identity.Principal;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields
final class LookupEventsTest extends OnInProcessServer {
    private CloudTrailClient trail;
    private String secretArn;

    @BeforeEach
    void someEvents() {
        var secrets = server.secrets(new Principal.Root(ACCOUNT));
        trail = server.cloudTrail(new Principal.Root(ACCOUNT));
        userWith("bob", ALLOW_ALL);
        secretArn =
                secrets.createSecret(r -> r.name("prod/db").secretString("v")).arn();
        server.secrets(server.principal("bob")).getSecretValue(r -> r.secretId("prod/db"));
    }

    @Test
    void theNewestEventComesFirstWithAllItsFields() {
        Event event = trail.lookupEvents().events().getFirst();

        assertThat(event.eventName()).isEqualTo("GetSecretValue");
        assertThat(event.eventSource()).isEqualTo("secretsmanager.amazonaws.com");
        assertThat(event.username()).isEqualTo("bob");
        assertThat(event.readOnly()).isEqualTo("true");
        assertThat(event.eventTime()).isNotNull();
        assertThat(event.cloudTrailEvent()).contains(event.eventId());
        assertThat(event.resources())
                .allSatisfy(resource -> assertThat(resource.resourceType()).isEqualTo("AWS::SecretsManager::Secret"))
                .extracting(Resource::resourceName)
                .containsExactly(secretArn, "prod/db");
    }

    @ParameterizedTest
    @CsvSource({
        "EventName,GetSecretValue,1",
        "Username,bob,1",
        "EventSource,iam.amazonaws.com,2",
        "ReadOnly,true,1",
        "ResourceType,AWS::SecretsManager::Secret,2",
        "ResourceName,prod/db,2",
        "EventId,none,0",
        "AccessKeyId,none,0"
    })
    void oneAttributeChooses(String key, String value, int count) {
        assertThat(trail.lookupEvents(r -> r.lookupAttributes(attribute(key, value)))
                        .events())
                .hasSize(count);
    }

    @Test
    void moreThanOneAttributeIsRefused() {
        assertRefused(
                () -> trail.lookupEvents(
                        r -> r.lookupAttributes(attribute("EventName", "a"), attribute("Username", "b"))),
                "InvalidLookupAttributesException",
                "You can specify only one lookup attribute.");
    }

    @Test
    void aTimeRangeThatEndsBeforeItStartsIsRefused() {
        assertRefused(
                () -> trail.lookupEvents(r -> r.startTime(server.store().now())
                        .endTime(server.store().now().minusSeconds(1))),
                "InvalidTimeRangeException",
                "The start time must not be after the end time.");
    }

    @Test
    void aTimeRangeChooses() {
        assertThat(trail.lookupEvents(r -> r.endTime(server.store().now().minusSeconds(3600)))
                        .events())
                .isEmpty();
        assertThat(trail.lookupEvents(r -> r.startTime(server.store().now().minusSeconds(3600)))
                        .events())
                .isNotEmpty();
    }

    @Test
    void pagesHoldEveryEventOnce() {
        // Only these: every page that is asked for adds an event of its own to the trail.
        LookupAttribute iamOnly = attribute("EventSource", "iam.amazonaws.com");
        List<String> all = trail.lookupEvents(r -> r.lookupAttributes(iamOnly)).events().stream()
                .map(Event::eventId)
                .toList();

        List<String> paged = trail.lookupEventsPaginator(r -> r.maxResults(1).lookupAttributes(iamOnly)).stream()
                .flatMap(page -> page.events().stream())
                .map(Event::eventId)
                .toList();

        assertThat(all).hasSize(2);
        assertThat(paged).isEqualTo(all);
    }

    /** Row 58 of the threats. */
    @Test
    void aTokenIsGoodOnlyForItsAccountAndQuestion() {
        LookupEventsResponse first = trail.lookupEvents(r -> r.maxResults(1));
        String token = first.nextToken();
        CloudTrailClient stranger = server.cloudTrail(new Principal.Root(InProcessServer.OTHER_ACCOUNT));

        assertThat(token).isNotNull();
        assertRefused(
                () -> stranger.lookupEvents(r -> r.nextToken(token)),
                "InvalidNextTokenException",
                "Invalid next token.");
        assertRefused(
                () -> trail.lookupEvents(r -> r.nextToken(token).lookupAttributes(attribute("Username", "bob"))),
                "InvalidNextTokenException",
                "Invalid next token.");
        assertRefused(
                () -> trail.lookupEvents(r -> r.nextToken(token + "A")),
                "InvalidNextTokenException",
                "Invalid next token.");
        trail.lookupEvents(r -> r.maxResults(1).nextToken(token));
    }

    @Test
    void thereAreNoInsights() {
        assertThat(trail.lookupEvents(r -> r.eventCategory(EventCategory.INSIGHT))
                        .events())
                .isEmpty();
    }

    @Test
    void anotherAccountSeesNothingOfIt() {
        assertThat(server.cloudTrail(new Principal.Root(InProcessServer.OTHER_ACCOUNT))
                        .lookupEvents()
                        .events())
                .isEmpty();
    }

    @Test
    void withoutAPolicyItIsDenied() {
        iam.createUser(r -> r.userName("eve"));

        assertRefused(
                () -> server.cloudTrail(server.principal("eve")).lookupEvents(),
                "AccessDeniedException",
                "User: " + userArn("eve") + " is not authorized to perform: cloudtrail:LookupEvents because no"
                        + " identity-based policy allows the cloudtrail:LookupEvents action");
    }

    private static LookupAttribute attribute(String key, String value) {
        return LookupAttribute.builder().attributeKey(key).attributeValue(value).build();
    }
}
