package dev.keyturn.edge.operation.iam.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.iam.resource.Marker;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.ManagedPolicy;
import dev.keyturn.state.identity.Page;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.PolicyUses.Usage;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Describes all users, groups, roles and managed policies of the account with what hangs on them; of AWS's policies,
 * those that are in use.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html">GetAccountAuthorizationDetails</a>
 */
final class GetAccountAuthorizationDetails
        implements Read<GetAccountAuthorizationDetailsRequest, Nothing, GetAccountAuthorizationDetailsResponse> {
    private static final Api<GetAccountAuthorizationDetailsRequest> API = new Api<>(
            "iam",
            "GetAccountAuthorizationDetails",
            GetAccountAuthorizationDetailsRequest.class,
            GetAccountAuthorizationDetailsRequest::builder);

    private final Store store;
    private final LastUsed lastUsed;
    private final Marker marker;

    GetAccountAuthorizationDetails(Store store, LastUsed lastUsed, PageTokens tokens) {
        this.store = store;
        this.lastUsed = lastUsed;
        this.marker = new Marker(tokens, API.name());
    }

    @Override
    public Api<GetAccountAuthorizationDetailsRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetAccountAuthorizationDetailsRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetAccountAuthorizationDetailsRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetAccountAuthorizationDetailsResponse perform(
            Authorized<GetAccountAuthorizationDetailsRequest, Nothing> authorized) {
        GetAccountAuthorizationDetailsRequest request = authorized.request();
        Caller caller = authorized.caller();
        Optional<String> after = marker.position(request.marker(), caller);
        int limit = Marker.limit(request.maxItems());
        lastUsed.flush();
        Listing listing = store.read(
                tx -> new Listing(caller.account(), Section.wanted(request.filter()), limit).read(after, tx));
        return listing.answer()
                .isTruncated(listing.next().isPresent())
                .marker(marker.next(listing.next(), caller))
                .build();
    }

    /** The lists of the answer, in the order in which their pages follow each other. */
    private enum Section {
        USER(EntityType.USER),
        GROUP(EntityType.GROUP),
        ROLE(EntityType.ROLE),
        LOCAL(EntityType.LOCAL_MANAGED_POLICY),
        AWS(EntityType.AWS_MANAGED_POLICY);

        private final EntityType filter;

        Section(EntityType filter) {
            this.filter = filter;
        }

        static List<Section> wanted(List<EntityType> filters) {
            return Stream.of(values())
                    .filter(section -> filters.isEmpty() || filters.contains(section.filter))
                    .toList();
        }
    }

    /** Fills one page from one list after the other. */
    private static final class Listing {
        private final String account;
        private final List<Section> wanted;
        private int left;
        private Optional<String> next = Optional.empty();
        private final List<UserDetail> users = new ArrayList<>();
        private final List<GroupDetail> groups = new ArrayList<>();
        private final List<RoleDetail> roles = new ArrayList<>();
        private final List<ManagedPolicyDetail> policies = new ArrayList<>();

        Listing(String account, List<Section> wanted, int limit) {
            this.account = account;
            this.wanted = wanted;
            this.left = limit;
        }

        /** @param position section, colon, and the last name of the page before in that section */
        Listing read(Optional<String> position, Transaction tx) {
            String at = position.orElse("");
            int colon = at.indexOf(':');
            Optional<Section> first =
                    colon < 0 ? Optional.empty() : Optional.of(Section.valueOf(at.substring(0, colon)));
            for (Section section : wanted) {
                if (first.filter(from -> section.compareTo(from) < 0).isPresent()) {
                    continue;
                }
                if (left == 0) {
                    next = Optional.of(section.name() + ":");
                    return this;
                }
                Optional<String> after = first.filter(section::equals)
                        .map(_ -> at.substring(colon + 1))
                        .filter(name -> !name.isEmpty());
                Optional<String> more = add(section, after, tx);
                if (more.isPresent()) {
                    next = more.map(name -> section.name() + ":" + name);
                    return this;
                }
            }
            return this;
        }

        private Optional<String> add(Section section, Optional<String> after, Transaction tx) {
            Details details = new Details(tx);
            return switch (section) {
                case USER -> add(new Users(tx).list(account, "/", after, left), details::of, users);
                case GROUP -> add(new Groups(tx).list(account, "/", after, left), details::of, groups);
                case ROLE -> add(new Roles(tx).list(account, "/", after, left), details::of, roles);
                case LOCAL -> add(policies(account, Optional.empty(), after, tx), details::of, policies);
                case AWS ->
                    add(policies(ManagedPolicy.AWS, Optional.of(Usage.PERMISSIONS), after, tx), details::of, policies);
            };
        }

        private Page<ManagedPolicy> policies(
                String owner, Optional<Usage> usage, Optional<String> after, Transaction tx) {
            return new Policies(tx).list(account, List.of(owner), usage, "/", after, left);
        }

        private <E, D> Optional<String> add(Page<E> page, Function<E, D> detail, List<D> to) {
            page.items().forEach(entity -> to.add(detail.apply(entity)));
            left -= page.items().size();
            return page.next();
        }

        Optional<String> next() {
            return next;
        }

        GetAccountAuthorizationDetailsResponse.Builder answer() {
            return GetAccountAuthorizationDetailsResponse.builder()
                    .userDetailList(users)
                    .groupDetailList(groups)
                    .roleDetailList(roles)
                    .policies(policies);
        }
    }
}
