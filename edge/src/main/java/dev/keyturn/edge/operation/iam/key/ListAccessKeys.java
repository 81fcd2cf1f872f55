package dev.keyturn.edge.operation.iam.key;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.ListAccessKeysRequest;
import software.amazon.awssdk.services.iam.model.ListAccessKeysResponse;
import software.amazon.awssdk.services.iam.model.StatusType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.KeyOwner;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.store.Store;

/**
 * Lists a user's or the caller's own access keys, without their secrets. There are few: the pages are cut here.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html">ListAccessKeys</a>
 */
final class ListAccessKeys implements Read<ListAccessKeysRequest, KeyOwner, ListAccessKeysResponse> {
    private static final Api<ListAccessKeysRequest> API =
            new Api<>("iam", "ListAccessKeys", ListAccessKeysRequest.class, ListAccessKeysRequest::builder);

    private final Store store;
    private final Marker marker;

    ListAccessKeys(Store store, PageTokens tokens) {
        this.store = store;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<ListAccessKeysRequest> api() {
        return API;
    }

    @Override
    public KeyOwner resolve(ListAccessKeysRequest request, Caller caller) {
        return store.read(tx -> KeyOwner.resolve(request.userName(), caller, tx));
    }

    @Override
    public Demand demand(ListAccessKeysRequest request, KeyOwner target, Caller caller) {
        return target.demand(API.action());
    }

    @Override
    public ListAccessKeysResponse perform(Authorized<ListAccessKeysRequest, KeyOwner> authorized) {
        ListAccessKeysRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> userName = authorized.target().userName();
        Optional<String> after = marker.position(request.marker(), caller);
        List<AccessKey> rest = store.read(tx -> authorized.target().keys(tx)).stream()
                .filter(key -> after.isEmpty() || key.id().compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(AccessKey::id))
                .toList();
        List<AccessKey> page =
                rest.stream().limit(Marker.limit(request.maxItems())).toList();
        Optional<String> next =
                page.size() < rest.size() ? Optional.of(page.getLast().id()) : Optional.empty();
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(
                        page.stream().map(key -> metadata(key, userName)).toList())
                .isTruncated(next.isPresent())
                .marker(marker.next(next, caller))
                .build();
    }

    private static AccessKeyMetadata metadata(AccessKey key, Optional<String> userName) {
        return AccessKeyMetadata.builder()
                .userName(userName.orElse(null))
                .accessKeyId(key.id())
                .status(key.active() ? StatusType.ACTIVE : StatusType.INACTIVE)
                .createDate(key.created())
                .build();
    }
}
