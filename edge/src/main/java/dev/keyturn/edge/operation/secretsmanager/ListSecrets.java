package dev.keyturn.edge.operation.secretsmanager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * The account's secrets by date of creation, oldest first unless asked otherwise. Values are not among what it reads.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html">ListSecrets</a>
 */
final class ListSecrets implements Read<ListSecretsRequest, Nothing, ListSecretsResponse> {
    private static final Api<ListSecretsRequest> API =
            new Api<>("secretsmanager", "ListSecrets", ListSecretsRequest.class, ListSecretsRequest::builder);
    private static final int DEFAULT_LIMIT = 100;
    private static final int CHUNK = 200;

    private final Store store;
    private final PageTokens pages;
    private final String region;

    ListSecrets(Store store, PageTokens pages, String region) {
        this.store = store;
        this.pages = pages;
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
        String account = authorized.account();
        int limit = request.maxResults() == null ? DEFAULT_LIMIT : request.maxResults();
        Predicate<Secret> filter = SecretFilter.all(request.filters(), region)
                .and(secret -> Boolean.TRUE.equals(request.includePlannedDeletion())
                        || secret.deletedAt().isEmpty());
        Optional<Arn> position = NextToken.position(pages, account, listing(request), request.nextToken())
                .map(Arn::parse);

        // One more than asked for tells whether there is a next page.
        List<StoredSecret> found = store.read(tx -> request.sortOrder() == SortOrderType.DESC
                ? newestFirst(tx, account, position, filter, limit + 1)
                : oldestFirst(tx, account, position, filter, limit + 1));
        List<StoredSecret> page = found.size() > limit ? found.subList(0, limit) : found;
        return ListSecretsResponse.builder()
                .secretList(page.stream().map(ListSecrets::entry).toList())
                .nextToken(found.size() > limit ? next(request, account, page) : null)
                .build();
    }

    /** A token is good only for the same question: another order or filter would make its position meaningless. */
    private static String listing(ListSecretsRequest request) {
        return "ListSecrets " + request.sortOrderAsString() + " " + request.includePlannedDeletion() + " "
                + request.filters();
    }

    private @Nullable String next(ListSecretsRequest request, String account, List<StoredSecret> page) {
        return pages.issue(
                account, listing(request), page.getLast().secret().arn().toString());
    }

    private static List<StoredSecret> oldestFirst(
            Transaction tx, String account, Optional<Arn> position, Predicate<Secret> filter, int wanted) {
        List<StoredSecret> found = new ArrayList<>();
        Optional<Arn> after = position;
        while (found.size() < wanted) {
            List<StoredSecret> chunk = chunk(tx, account, after);
            chunk.stream()
                    .filter(stored -> filter.test(stored.secret()))
                    .limit(wanted - found.size())
                    .forEach(found::add);
            if (chunk.size() < CHUNK) {
                break;
            }
            after = Optional.of(chunk.getLast().secret().arn());
        }
        return found;
    }

    /** Walks from the oldest up to the position and keeps the last ones, so that memory is bounded by the page. */
    private static List<StoredSecret> newestFirst(
            Transaction tx, String account, Optional<Arn> position, Predicate<Secret> filter, int wanted) {
        Deque<StoredSecret> newest = new ArrayDeque<>();
        Optional<Arn> after = Optional.empty();
        boolean more = true;
        boolean reached = position.isEmpty();
        while (more) {
            List<StoredSecret> chunk = chunk(tx, account, after);
            more = chunk.size() == CHUNK;
            for (StoredSecret stored : chunk) {
                Arn arn = stored.secret().arn();
                if (position.isPresent() && position.get().equals(arn)) {
                    reached = true;
                    more = false;
                    break;
                }
                if (filter.test(stored.secret())) {
                    newest.addFirst(stored);
                    if (newest.size() > wanted) {
                        newest.removeLast();
                    }
                }
                after = Optional.of(arn);
            }
        }
        if (!reached) {
            throw NextToken.invalid();
        }
        return List.copyOf(newest);
    }

    private static List<StoredSecret> chunk(Transaction tx, String account, Optional<Arn> after) {
        try {
            return new Secrets(tx).list(account, after, CHUNK);
        } catch (NoSuchElementException _) {
            // The secret that the page before ended with has been destroyed since.
            throw NextToken.invalid();
        }
    }

    /** As {@link DescribeSecret} answers, setter for setter: the SDK's two builders share no type to write this once. */
    private static SecretListEntry entry(StoredSecret stored) {
        Secret secret = stored.secret();
        SecretListEntry.Builder entry = SecretListEntry.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .description(secret.description().orElse(null))
                .kmsKeyId(secret.kmsKeyId().orElse(null))
                .createdDate(secret.created())
                .lastChangedDate(secret.lastChanged())
                .lastAccessedDate(secret.lastAccessed().orElse(null))
                .deletedDate(secret.deletedAt().orElse(null));
        if (!secret.tags().isEmpty()) {
            entry.tags(SecretTags.answered(secret.tags()));
        }
        if (!stored.versions().isEmpty()) {
            entry.secretVersionsToStages(StagingLabels.byVersion(stored));
        }
        secret.rotation()
                .ifPresent(rotation -> entry.rotationEnabled(rotation.enabled())
                        .rotationLambdaARN(rotation.functionArn())
                        .rotationRules(RotationAnswer.rules(rotation))
                        .lastRotatedDate(rotation.lastRotated().orElse(null))
                        .nextRotationDate(rotation.nextRotation().orElse(null)));
        return entry.build();
    }
}
