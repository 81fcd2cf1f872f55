package dev.keyturn.edge.operation.iam.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

import dev.keyturn.state.identity.InstanceProfiles;

final class CreateInstanceProfileTest extends OnRoles {

    @Test
    void theNewInstanceProfileIsAnsweredInFull() {
        InstanceProfile profile = iam.createInstanceProfile(
                        r -> r.instanceProfileName("Box").path("/ops/").tags(tag("team", "blue"), tag("Tier", "1")))
                .instanceProfile();

        assertThat(profile.instanceProfileName()).isEqualTo("Box");
        assertThat(profile.path()).isEqualTo("/ops/");
        assertThat(profile.arn()).isEqualTo(profileArn("ops/Box"));
        assertThat(profile.instanceProfileId()).matches("AIPA[A-Z2-7]{17}");
        assertThat(profile.createDate()).isNotNull();
        assertThat(profile.hasRoles()).isTrue();
        assertThat(profile.roles()).isEmpty();
        assertThat(profile.tags()).containsExactly(tag("Tier", "1"), tag("team", "blue"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"box", "BOX"})
    void aNameIsTakenInAnyCase(String name) {
        iam.createInstanceProfile(r -> r.instanceProfileName("box"));

        assertRefused(
                () -> iam.createInstanceProfile(r -> r.instanceProfileName(name)),
                "EntityAlreadyExists",
                "Instance Profile " + name + " already exists.");
    }

    @Test
    void aThousandInstanceProfilesAreTheMost() {
        server.store().write(tx -> {
            InstanceProfiles profiles = new InstanceProfiles(tx);
            for (int i = 0; i < 999; i++) {
                profiles.insert(new dev.keyturn.state.identity.InstanceProfile(
                        ACCOUNT, "box" + i, "/", "AIPA" + i, Instant.EPOCH, Map.of(), Optional.empty()));
            }
            return true;
        });
        iam.createInstanceProfile(r -> r.instanceProfileName("last"));

        assertRefused(
                () -> iam.createInstanceProfile(r -> r.instanceProfileName("more")),
                "LimitExceeded",
                "Cannot exceed quota for InstanceProfilesPerAccount: 1000");
    }

    @Test
    void taggingNeedsItsOwnPermission() {
        IamClient creator = userWith("creator", policy("Allow", "iam:CreateInstanceProfile", profileArn("*")));

        creator.createInstanceProfile(r -> r.instanceProfileName("plain"));

        assertNoPolicyAllows(
                () -> creator.createInstanceProfile(
                        r -> r.instanceProfileName("tagged").tags(tag("a", "b"))),
                "creator",
                "iam:TagInstanceProfile",
                "instance profile tagged");
    }
}
