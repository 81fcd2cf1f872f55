package dev.keyturn.edge.operation.iam.account;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.EntityCounts;
import dev.keyturn.state.identity.EntityKind;
import dev.keyturn.state.identity.MfaDevice;
import dev.keyturn.state.identity.MfaDevices;
import dev.keyturn.state.identity.PolicyVersions;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/**
 * Counts what the account has, and says how much it may have.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html">GetAccountSummary</a>
 */
final class GetAccountSummary implements Read<GetAccountSummaryRequest, Nothing, GetAccountSummaryResponse> {
    private static final Api<GetAccountSummaryRequest> API =
            new Api<>("iam", "GetAccountSummary", GetAccountSummaryRequest.class, GetAccountSummaryRequest::builder);

    /**
     * AWS's default quotas, which are those of this server too.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM and STS quotas</a>
     */
    private static final Map<SummaryKeyType, Integer> QUOTAS = Map.ofEntries(
            Map.entry(SummaryKeyType.USERS_QUOTA, 5000),
            Map.entry(SummaryKeyType.GROUPS_QUOTA, 300),
            Map.entry(SummaryKeyType.ROLES_QUOTA, 1000),
            Map.entry(SummaryKeyType.INSTANCE_PROFILES_QUOTA, 1000),
            Map.entry(SummaryKeyType.SERVER_CERTIFICATES_QUOTA, 20),
            Map.entry(SummaryKeyType.USER_POLICY_SIZE_QUOTA, 2048),
            Map.entry(SummaryKeyType.GROUP_POLICY_SIZE_QUOTA, 5120),
            Map.entry(SummaryKeyType.ROLE_POLICY_SIZE_QUOTA, 10240),
            Map.entry(SummaryKeyType.ASSUME_ROLE_POLICY_SIZE_QUOTA, 2048),
            Map.entry(SummaryKeyType.GROUPS_PER_USER_QUOTA, 10),
            Map.entry(SummaryKeyType.SIGNING_CERTIFICATES_PER_USER_QUOTA, 2),
            Map.entry(SummaryKeyType.ACCESS_KEYS_PER_USER_QUOTA, 2),
            Map.entry(SummaryKeyType.ATTACHED_POLICIES_PER_USER_QUOTA, 10),
            Map.entry(SummaryKeyType.ATTACHED_POLICIES_PER_GROUP_QUOTA, 10),
            Map.entry(SummaryKeyType.ATTACHED_POLICIES_PER_ROLE_QUOTA, 10),
            Map.entry(SummaryKeyType.POLICIES_QUOTA, 1500),
            Map.entry(SummaryKeyType.POLICY_SIZE_QUOTA, 6144),
            Map.entry(SummaryKeyType.POLICY_VERSIONS_IN_USE_QUOTA, 10000),
            Map.entry(SummaryKeyType.VERSIONS_PER_POLICY_QUOTA, 5),
            Map.entry(SummaryKeyType.GLOBAL_ENDPOINT_TOKEN_VERSION, 1));

    private final Store store;

    GetAccountSummary(Store store) {
        this.store = store;
    }

    @Override
    public Api<GetAccountSummaryRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetAccountSummaryRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetAccountSummaryRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetAccountSummaryResponse perform(Authorized<GetAccountSummaryRequest, Nothing> authorized) {
        return GetAccountSummaryResponse.builder()
                .summaryMap(store.read(tx -> summary(authorized.account(), tx)))
                .build();
    }

    /** What there cannot be any of here, such as server certificates, counts zero. */
    private static Map<SummaryKeyType, Integer> summary(String account, Transaction tx) {
        Map<SummaryKeyType, Integer> summary = new EnumMap<>(QUOTAS);
        EntityCounts counts = new EntityCounts(tx);
        int rootKeys = new AccessKeys(tx).of(account, Optional.empty()).size();
        summary.put(SummaryKeyType.USERS, counts.of(account, EntityKind.USER));
        summary.put(SummaryKeyType.GROUPS, counts.of(account, EntityKind.GROUP));
        summary.put(SummaryKeyType.ROLES, counts.of(account, EntityKind.ROLE));
        summary.put(SummaryKeyType.INSTANCE_PROFILES, counts.of(account, EntityKind.INSTANCE_PROFILE));
        summary.put(SummaryKeyType.POLICIES, counts.of(account, EntityKind.POLICY));
        summary.put(SummaryKeyType.POLICY_VERSIONS_IN_USE, new PolicyVersions(tx).count(account));
        summary.put(SummaryKeyType.MFA_DEVICES, counts.of(account, EntityKind.MFA_DEVICE));
        List<MfaDevice> devices = new MfaDevices(tx).all(account);
        summary.put(SummaryKeyType.MFA_DEVICES_IN_USE, (int)
                devices.stream().filter(device -> device.use().isPresent()).count());
        summary.put(
                SummaryKeyType.ACCOUNT_MFA_ENABLED,
                new MfaDevices(tx).of(account, MfaDevices.ROOT).isEmpty() ? 0 : 1);
        summary.put(
                SummaryKeyType.PROVIDERS,
                counts.of(account, EntityKind.OIDC_PROVIDER) + counts.of(account, EntityKind.SAML_PROVIDER));
        summary.put(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, rootKeys > 0 ? 1 : 0);
        for (SummaryKeyType none :
                List.of(SummaryKeyType.SERVER_CERTIFICATES, SummaryKeyType.ACCOUNT_SIGNING_CERTIFICATES_PRESENT)) {
            summary.put(none, 0);
        }
        return summary;
    }
}
