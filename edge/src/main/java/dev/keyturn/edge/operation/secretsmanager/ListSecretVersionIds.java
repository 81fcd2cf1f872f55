package dev.keyturn.edge.operation.secretsmanager;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.SecretCache;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/**
 * A secret's versions, newest first; without the deprecated ones, which wear no label, unless they are asked for.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html">
 *     ListSecretVersionIds</a>
 */
final class ListSecretVersionIds
        implements Read<ListSecretVersionIdsRequest, Optional<StoredSecret>, ListSecretVersionIdsResponse> {
    private static final Api<ListSecretVersionIdsRequest> API = new Api<>(
            "secretsmanager",
            "ListSecretVersionIds",
            ListSecretVersionIdsRequest.class,
            ListSecretVersionIdsRequest::builder);
    private static final int DEFAULT_LIMIT = 100;

    private final SecretIds ids;
    private final SecretCache cache;
    private final PageTokens pages;

    ListSecretVersionIds(SecretIds ids, SecretCache cache, PageTokens pages) {
        this.ids = ids;
        this.cache = cache;
        this.pages = pages;
    }

    @Override
    public Api<ListSecretVersionIdsRequest> api() {
        return API;
    }

    @Override
    public Optional<StoredSecret> resolve(ListSecretVersionIdsRequest request, Caller caller) {
        return SecretIds.find(request.secretId(), caller, cache);
    }

    @Override
    public Demand demand(ListSecretVersionIdsRequest request, Optional<StoredSecret> found, Caller caller) {
        return ids.demand(API, request.secretId(), found, caller);
    }

    @Override
    public ListSecretVersionIdsResponse perform(
            Authorized<ListSecretVersionIdsRequest, Optional<StoredSecret>> authorized) {
        ListSecretVersionIdsRequest request = authorized.request();
        StoredSecret stored = SecretIds.existing(request.secretId(), authorized.target());
        Secret secret = stored.secret();
        boolean deprecatedToo = Boolean.TRUE.equals(request.includeDeprecated());
        String listing = "ListSecretVersionIds " + secret.arn() + " " + deprecatedToo;
        List<SecretVersion> versions = stored.versions().stream()
                .filter(version -> deprecatedToo || !version.stages().isEmpty())
                .toList();
        List<SecretVersion> rest = NextToken.position(pages, authorized.account(), listing, request.nextToken())
                .map(last -> after(versions, last))
                .orElse(versions);
        int limit = request.maxResults() == null ? DEFAULT_LIMIT : request.maxResults();
        List<SecretVersion> page = rest.size() > limit ? rest.subList(0, limit) : rest;
        return ListSecretVersionIdsResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .versions(page.stream().map(version -> entry(secret, version)).toList())
                .nextToken(
                        rest.size() > limit
                                ? pages.issue(
                                        authorized.account(),
                                        listing,
                                        page.getLast().id())
                                : null)
                .build();
    }

    private static List<SecretVersion> after(List<SecretVersion> versions, String last) {
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).id().equals(last)) {
                return versions.subList(i + 1, versions.size());
            }
        }
        // The version that the page before ended with has lost its last label or was pruned since.
        throw NextToken.invalid();
    }

    private static SecretVersionsListEntry entry(Secret secret, SecretVersion version) {
        SecretVersionsListEntry.Builder entry = SecretVersionsListEntry.builder()
                .versionId(version.id())
                .createdDate(version.created())
                .lastAccessedDate(version.lastAccessed().orElse(null))
                .kmsKeyIds(secret.kmsKeyId().orElse("DefaultEncryptionKey"));
        if (!version.stages().isEmpty()) {
            entry.versionStages(StagingLabels.answered(version.stages()));
        }
        return entry.build();
    }
}
