package dev.keyturn.state.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.store.OnBothStores;

class AwsManagedPoliciesInstallTest extends OnBothStores {
    private static final Arn READ_ONLY = Arn.parse("arn:aws:iam::aws:policy/IAMReadOnlyAccess");

    @Test
    void whatIsReleasedIsInstalledOnce() {
        install();
        List<ManagedPolicy> first = installed();
        install();

        assertThat(first).containsExactlyInAnyOrderElementsOf(AwsManagedPolicies.released());
        assertThat(installed()).isEqualTo(first);
    }

    @Test
    void anOlderReleasesTextIsReplacedAndItsVersionKept() {
        install();
        store.write(tx -> {
            PolicyVersions versions = new PolicyVersions(tx);
            versions.put(stored(), "v3", "{\"old\":1}");
            versions.setDefault(stored(), "v3");
            versions.delete(stored(), "v4");
            return "";
        });

        install();

        assertThat(stored().defaultVersionId()).isEqualTo("v4");
        assertThat(stored().document()).contains("iam:GenerateCredentialReport");
        assertThat(store.<List<PolicyVersion>>read(tx -> new PolicyVersions(tx).of(stored())))
                .extracting(PolicyVersion::id)
                .containsExactly("v4", "v3");
    }

    @Test
    void aTextThatWasCorrectedWithinAVersionIsReplaced() {
        install();
        store.write(tx -> {
            new PolicyVersions(tx).put(stored(), "v4", "{\"wrong\":1}");
            return "";
        });

        install();

        assertThat(stored().document()).contains("iam:GenerateCredentialReport");
    }

    private void install() {
        store.write(tx -> {
            AwsManagedPolicies.install(tx);
            return "";
        });
    }

    private ManagedPolicy stored() {
        return store.<Optional<ManagedPolicy>>read(tx -> new Policies(tx).managed("111122223333", READ_ONLY))
                .orElseThrow();
    }

    private List<ManagedPolicy> installed() {
        return store.<Page<ManagedPolicy>>read(tx -> new Policies(tx)
                        .list("111122223333", List.of(ManagedPolicy.AWS), Optional.empty(), "/", Optional.empty(), 999))
                .items();
    }
}
