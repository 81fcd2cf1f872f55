package dev.keyturn.edge.operation.secretsmanager;

import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.secret.ListedSecret;
import dev.keyturn.state.secret.Secret;

/**
 * The account's secrets by date of creation, oldest first unless asked otherwise. Values are not among what it reads.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html">ListSecrets</a>
 */
final class ListSecrets implements Read<ListSecretsRequest, Nothing, ListSecretsResponse> {
    private static final Api<ListSecretsRequest> API =
            new Api<>("secretsmanager", "ListSecrets", ListSecretsRequest.class, ListSecretsRequest::builder);
    private static final int DEFAULT_LIMIT = 100;

    private final SecretListing listing;
    private final String region;

    ListSecrets(SecretListing listing, String region) {
        this.listing = listing;
        this.region = region;
    }

    @Override
    public Api<ListSecretsRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(ListSecretsRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(ListSecretsRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public ListSecretsResponse perform(Authorized<ListSecretsRequest, Nothing> authorized) {
        ListSecretsRequest request = authorized.request();
        var query = new SecretListing.Query(
                authorized.account(),
                API.name(),
                request.filters(),
                Boolean.TRUE.equals(request.includePlannedDeletion()),
                request.sortOrder() == SortOrderType.DESC);
        SecretListing.Page page = listing.page(
                query, request.nextToken(), request.maxResults() == null ? DEFAULT_LIMIT : request.maxResults());
        return ListSecretsResponse.builder()
                .secretList(page.secrets().stream().map(this::entry).toList())
                .nextToken(page.nextToken())
                .build();
    }

    /** As {@link DescribeSecret} answers, setter for setter: the SDK's two builders share no type to write this once. */
    private SecretListEntry entry(ListedSecret listed) {
        Secret secret = listed.secret();
        SecretListEntry.Builder entry = SecretListEntry.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .description(secret.description().orElse(null))
                .kmsKeyId(secret.kmsKeyId().orElse(null))
                .createdDate(secret.created())
                .lastChangedDate(secret.lastChanged())
                .lastAccessedDate(secret.lastAccessed().orElse(null))
                .deletedDate(secret.deletedAt().orElse(null))
                .owningService(listed.owningService().orElse(null));
        listed.replication().primaryRegion(region).ifPresent(entry::primaryRegion);
        if (!secret.tags().isEmpty()) {
            entry.tags(SecretTags.answered(secret.tags()));
        }
        if (!listed.stages().isEmpty()) {
            entry.secretVersionsToStages(StagingLabels.byVersion(listed));
        }
        secret.rotation()
                .ifPresent(rotation -> entry.rotationEnabled(rotation.enabled())
                        .rotationLambdaARN(RotationAnswer.function(rotation, listed.owningService()))
                        .rotationRules(RotationAnswer.rules(rotation))
                        .lastRotatedDate(rotation.lastRotated().orElse(null))
                        .nextRotationDate(rotation.nextRotation().orElse(null)));
        return entry.build();
    }
}
