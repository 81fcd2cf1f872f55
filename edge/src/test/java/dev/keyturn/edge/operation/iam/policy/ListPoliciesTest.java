package dev.keyturn.edge.operation.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;

final class ListPoliciesTest extends OnPolicies {

    @BeforeEach
    void policies() {
        create("b");
        iam.createPolicy(r -> r.policyName("A").path("/ops/").policyDocument(ALLOW_ALL));
    }

    @Test
    void bothOnesOwnAndAwssAreListed() {
        List<String> names = names(r -> {});

        assertThat(names).contains("b", "A", "AdministratorAccess", "ViewOnlyAccess");
        assertThat(names).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    }

    @Test
    void aScopeLimitsThem() {
        assertThat(names(r -> r.scope(PolicyScopeType.LOCAL))).containsExactly("A", "b");
        assertThat(names(r -> r.scope(PolicyScopeType.AWS)))
                .contains("AdministratorAccess")
                .doesNotContain("A", "b");
    }

    @Test
    void aPathPrefixLimitsThem() {
        assertThat(names(r -> r.pathPrefix("/job-function/")))
                .containsExactly("DatabaseAdministrator", "ViewOnlyAccess");
        assertThat(names(r -> r.pathPrefix("/ops/"))).containsExactly("A");
    }

    @Test
    void useLimitsThem() {
        iam.createUser(r -> r.userName("bob"));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(ADMIN));
        boundary("bob", policyArn("b"));

        assertThat(names(r -> r.onlyAttached(true))).containsExactly("AdministratorAccess");
        assertThat(names(r -> r.policyUsageFilter(PolicyUsageType.PERMISSIONS_POLICY)))
                .containsExactly("AdministratorAccess");
        assertThat(names(r -> r.policyUsageFilter(PolicyUsageType.PERMISSIONS_BOUNDARY)))
                .containsExactly("b");
    }

    @Test
    void usesAreCountedInTheAskingAccount() {
        iam.createUser(r -> r.userName("bob"));
        iam.attachUserPolicy(r -> r.userName("bob").policyArn(ADMIN));

        assertThat(server.otherRoot().listPolicies(r -> r.onlyAttached(true)).policies())
                .isEmpty();
        Policy counted = iam.listPolicies(r -> r.onlyAttached(true)).policies().getFirst();
        assertThat(counted.attachmentCount()).isEqualTo(1);
        assertThat(counted.description()).isNull();
    }

    @Test
    void pagesFollowEachOtherThroughNamesThatAreThereTwice() {
        create("AdministratorAccess");
        List<String> all = names(r -> {});
        List<String> paged = new ArrayList<>();
        iam.listPoliciesPaginator(r -> r.maxItems(1)).policies().forEach(policy -> paged.add(policy.policyName()));

        assertThat(paged)
                .isEqualTo(all)
                .filteredOn("AdministratorAccess"::equals)
                .hasSize(2);
    }

    private List<String> names(Consumer<ListPoliciesRequest.Builder> request) {
        return iam.listPolicies(request).policies().stream()
                .map(Policy::policyName)
                .toList();
    }
}
