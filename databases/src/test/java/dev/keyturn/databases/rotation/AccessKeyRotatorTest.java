package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;

/** Access keys of IAM users: each step, what refuses it, and when the key before ends. */
class AccessKeyRotatorTest {
    private static final String TOKEN = "7a3f1c52-9a55-4f0e-8f1b-4f3f7c5d2a10";
    private static final String NEXT = "second-00000000-0000-0000-0000-00000";

    @TempDir
    Path folder;

    private RotationWorld world;
    private KeyedUser app;
    private String first;

    @BeforeEach
    void aUserWithAKey() {
        world = KeyedUser.world(folder, Duration.ZERO);
        app = KeyedUser.make(world, "app");
        first = app.keyIds().getFirst();
    }

    @AfterEach
    void closeStore() {
        world.close();
    }

    private boolean rotate(String token) {
        return world.rotator(Faults.NONE).run(world.begin(app.secret(), token));
    }

    @Test
    void theUserGetsASecondKeyAndTheFirstWorksOn() {
        List<Duration> uncovered = new ArrayList<>();
        RotationListener listener = new RotationListener() {
            @Override
            public void rotated(RotationTask task, Duration window) {
                uncovered.add(window);
            }
        };

        assertThat(world.rotator(Faults.NONE, listener).run(world.begin(app.secret(), TOKEN)))
                .isTrue();

        assertThat(uncovered).containsExactly(Duration.ZERO);
        assertThat(app.keys()).hasSize(2).allMatch(AccessKey::active);
        assertThat(app.keyIds()).contains(first);
        assertThat(app.keyId(SecretVersion.CURRENT))
                .hasValueSatisfying(id -> assertThat(id).isNotEqualTo(first).startsWith("AKIA"));
        assertThat(app.keyId(SecretVersion.PREVIOUS)).contains(first);
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
        assertThat(app.works(SecretVersion.PREVIOUS)).isTrue();
        assertThat(world.task(app.secret())).isEmpty();
        assertThat(world.events()).containsExactly("RotationStarted", "CreateAccessKey", "RotationSucceeded");
        assertThat(world.trail.validate()).isEmpty();
    }

    @Test
    void onlyTheKeyInTheJsonChanges() {
        String before = app.json(SecretVersion.CURRENT);
        rotate(TOKEN);
        String after = app.json(SecretVersion.CURRENT);
        for (String field : List.of("accessKeyId", "secretAccessKey")) {
            assertThat(KeyedUser.field(after, field)).isNotEqualTo(KeyedUser.field(before, field));
            before = before.replace(KeyedUser.field(before, field), KeyedUser.field(after, field));
        }
        assertThat(after).isEqualTo(before);
    }

    @Test
    void theNextRotationDeletesTheKeyBefore() {
        rotate(TOKEN);
        String second = app.keyId(SecretVersion.CURRENT).orElseThrow();

        assertThat(rotate(NEXT)).isTrue();

        String third = app.keyId(SecretVersion.CURRENT).orElseThrow();
        assertThat(app.keyIds()).containsExactlyInAnyOrder(second, third).doesNotContain(first);
        assertThat(world.authority.holder(first)).isEmpty();
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
        assertThat(app.works(SecretVersion.PREVIOUS)).isTrue();
        assertThat(world.events())
                .endsWith("RotationStarted", "DeleteAccessKey", "CreateAccessKey", "RotationSucceeded");
    }

    /** Deleted only when unused: whoever still has it would be locked out. */
    @Test
    void theKeyBeforeIsNotDeletedWhileItIsUsed() {
        rotate(TOKEN);
        world.clock.advance(Duration.ofMinutes(20));
        use(first);
        world.clock.advance(Duration.ofMinutes(59));

        assertThat(rotate(NEXT)).isFalse();

        assertThat(lastFailure()).contains("still in use").contains(first);
        assertThat(app.keyIds()).hasSize(2).contains(first);
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(world.rotator(Faults.NONE).run(world.claim("by-itself"))).isTrue();
        assertThat(app.keyIds()).hasSize(2).doesNotContain(first);
    }

    private void use(String keyId) {
        Principal user = world.authority.holder(keyId).orElseThrow().principal();
        LastUsed uses = new LastUsed(world.store, "us-east-1");
        uses.called(user, Optional.of(keyId), "secretsmanager", "GetSecretValue", world.store.now());
        uses.flush();
    }

    @Test
    void aSecondKeyOfForeignOriginIsAClearFailureAndNothingChanges() {
        NewAccessKey foreign = KeyedUser.newKey(world, "app");

        assertThat(rotate(TOKEN)).isFalse();

        assertThat(app.keyIds()).containsExactlyInAnyOrder(first, foreign.key().id());
        assertThat(world.stored(app.secret()).versions()).hasSize(1);
        assertThat(world.task(app.secret())).isEmpty();
        assertThat(world.events()).containsExactly("RotationFailed");
        assertThat(lastFailure()).contains(foreign.key().id()).contains("two are the most");
    }

    /** It knows the id, not the key: that must not be enough to have it deleted. */
    @Test
    void aKeyWhoseIdOnlyWasWrittenIntoTheSecretIsForeignToo() {
        NewAccessKey foreign = KeyedUser.newKey(world, "app");
        String current = app.json(SecretVersion.CURRENT);
        world.put(
                app.secret(),
                "forged-00000000-0000-0000-0000-00000",
                current.replace(first, foreign.key().id()));
        world.put(app.secret(), "back-00000000-0000-0000-0000-0000000", current);

        assertThat(rotate(TOKEN)).isFalse();

        assertThat(app.keyIds()).containsExactlyInAnyOrder(first, foreign.key().id());
    }

    @Test
    void aForeignKeyThatComesBetweenTheStepsIsNotDeleted() {
        Rotator rotator = world.rotator(point -> {
            if (point == FaultPoint.SET_BEFORE_SEND) {
                KeyedUser.newKey(world, "app");
            }
        });
        assertThat(rotator.run(world.begin(app.secret(), TOKEN))).isFalse();

        assertThat(app.keys()).hasSize(2);
        assertThat(app.keyId(SecretVersion.CURRENT)).contains(first);
        String candidate = app.keyId(SecretVersion.PENDING).orElseThrow();
        app.delete(app.keyIds().stream()
                .filter(id -> !id.equals(first))
                .findFirst()
                .orElseThrow());
        world.clock.advance(Duration.ofHours(2));
        assertThat(world.rotator(Faults.NONE).run(world.claim("test"))).isTrue();
        assertThat(app.keyId(SecretVersion.CURRENT)).contains(candidate);
    }

    @Test
    void aUserWhoIsGoneEndsTheRotation() {
        RotationTask task = world.begin(app.secret(), TOKEN);
        app.delete(first);
        var user = app.user();
        world.store.write(tx -> {
            new Users(tx).delete(user);
            return user;
        });
        KeyedUser.newUser(world, "app"); // of the same name, and somebody else
        KeyedUser.newKey(world, "app");

        assertThat(world.rotator(Faults.NONE).run(task)).isFalse();

        assertThat(world.stored(app.secret()).versions()).hasSize(1);
        assertThat(world.task(app.secret())).isEmpty();
        assertThat(lastFailure()).contains("the user of this secret is gone");
    }

    @Test
    void aUserWhoWasRenamedIsTheSame() {
        var user = app.user();
        world.store.write(tx -> new Users(tx).rename(user, "api", "/"));

        assertThat(rotate(TOKEN)).isTrue();

        assertThat(KeyedUser.field(app.json(SecretVersion.CURRENT), "userName")).isEqualTo("api");
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
    }

    /** Somebody took it out of use; to hand out another one would undo that. */
    @Test
    void anInactiveKeyIsNotRotated() {
        app.setActive(first, false);

        assertThat(rotate(TOKEN)).isFalse();

        assertThat(app.keyIds()).containsExactly(first);
        assertThat(world.task(app.secret())).isEmpty();
        assertThat(lastFailure()).contains("not an active one");
    }

    @Test
    void anotherUsersKeyInTheJsonIsDrift() {
        KeyedUser.newUser(world, "admin");
        NewAccessKey admins = KeyedUser.newKey(world, "admin");
        world.put(app.secret(), "other-00000000-0000-0000-0000-000000", KeyedUser.json("admin", admins));

        assertThat(rotate(TOKEN)).isFalse();

        assertThat(app.keyIds()).containsExactly(first);
        assertThat(KeyedUser.again(world, "admin").keyIds())
                .containsExactly(admins.key().id());
        assertThat(world.stored(app.secret()).staged(SecretVersion.PENDING)).isEmpty();
    }

    @Test
    void aWrongSecretProvesNothing() {
        String json = app.json(SecretVersion.CURRENT);
        world.put(
                app.secret(),
                "wrong-00000000-0000-0000-0000-000000",
                json.replace(KeyedUser.field(json, "secretAccessKey"), "guessed"));

        assertThat(rotate(TOKEN)).isFalse();

        assertThat(app.keyIds()).containsExactly(first);
    }

    @Test
    void aNewKeyThatWasDeletedBeforeItsTestIsMadeAgain() {
        boolean[] once = {false};
        Rotator rotator = world.rotator(point -> {
            if (point == FaultPoint.TEST_BEFORE_LOGIN && !once[0]) {
                once[0] = true;
                app.delete(app.keyIds().getLast());
            }
        });
        assertThat(rotator.run(world.begin(app.secret(), TOKEN))).isFalse();
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();

        world.clock.advance(Duration.ofMinutes(10));
        assertThat(rotator.run(world.claim("test"))).isTrue();

        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
        assertThat(app.keys()).hasSize(2);
    }

    @Test
    void aNewKeyThatWasMadeInactiveIsNotHandedOut() {
        Rotator rotator = world.rotator(point -> {
            if (point == FaultPoint.TEST_BEFORE_LOGIN) {
                app.setActive(app.keyId(SecretVersion.PENDING).orElseThrow(), false);
            }
        });
        assertThat(rotator.run(world.begin(app.secret(), TOKEN))).isFalse();
        assertThat(app.keyId(SecretVersion.CURRENT)).contains(first);
        assertThat(lastFailure()).contains("made inactive");
    }

    /** Whoever may write the secret must not choose the key, and so know it. */
    @Test
    void aPendingKeyThatWeDidNotMakeIsNotTakenUp() {
        String chosen = app.json(SecretVersion.CURRENT).replace(first, "AKIACHOSENBYSOMEBODY");
        world.putPending(app.secret(), TOKEN, chosen);

        assertThat(rotate(TOKEN)).isFalse();

        assertThat(app.keyIds()).containsExactly(first);
        assertThat(lastFailure()).contains("take its label away");
    }

    @Test
    void anExecutorThatWokeUpLateMakesNoKey() {
        Rotator sleeper = world.rotator(point -> {
            if (point == FaultPoint.SET_BEFORE_SEND) { // while it sleeps, somebody else does all of it, twice
                world.clock.advance(Duration.ofMinutes(2));
                world.rotator(Faults.NONE).run(world.claim("another"));
                world.rotator(Faults.NONE).run(world.begin(app.secret(), NEXT));
            }
        });
        assertThat(sleeper.run(world.begin(app.secret(), TOKEN))).isFalse();
        assertThat(app.keys()).hasSize(2);
        assertThat(world.stored(app.secret()).staged(SecretVersion.CURRENT))
                .map(SecretVersion::id)
                .contains(NEXT);
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
        assertThat(app.works(SecretVersion.PREVIOUS)).isTrue();
    }

    /** Its key is in IAM, and its version lost its label: the next rotation knows it, and makes room. */
    @Test
    void whatACancelledRotationLeftBehindIsTakenAway() {
        Rotator stopped = world.rotator(point -> {
            if (point == FaultPoint.SET_AFTER_WRITE) {
                throw new IllegalStateException("stopped");
            }
        });
        RotationTask task = world.begin(app.secret(), TOKEN);
        try {
            stopped.run(task);
        } catch (IllegalStateException e) {
            // as if the process had ended
        }
        String left = app.keyId(SecretVersion.PENDING).orElseThrow();
        world.store.write(tx -> {
            new RotationJournal(tx).cancel(app.secret());
            new Secrets(tx).removeStage(world.stored(app.secret()).secret(), SecretVersion.PENDING);
            return left;
        });

        assertThat(rotate(NEXT)).isTrue();

        assertThat(app.keyIds()).hasSize(2).contains(first).doesNotContain(left);
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
    }

    @Test
    void theOverlapEndsWhenASettingSaysSo() {
        rotate(TOKEN);
        String second = app.keyId(SecretVersion.CURRENT).orElseThrow();
        try (AccessKeyOverlap overlap = overlap()) {
            world.clock.advance(Duration.ofHours(23));
            assertThat(overlap.endDue()).isZero();
            assertThat(app.works(SecretVersion.PREVIOUS)).isTrue();

            world.clock.advance(Duration.ofHours(2));
            assertThat(overlap.endDue()).isOne();

            assertThat(app.works(SecretVersion.PREVIOUS)).isFalse();
            assertThat(app.works(SecretVersion.CURRENT)).isTrue();
            assertThat(app.keyIds()).containsExactlyInAnyOrder(first, second);
            assertThat(world.events()).endsWith("UpdateAccessKey");
            assertThat(overlap.endDue()).isZero();
        }
        assertThat(rotate(NEXT)).as("the inactive one makes room").isTrue();
        assertThat(app.keyIds()).doesNotContain(first);
    }

    /** An edit of a comment moves AWSPREVIOUS to a version with the very key that is current. */
    @Test
    void anEditOfTheJsonDoesNotEndTheCurrentKey() {
        rotate(TOKEN);
        world.put(
                app.secret(),
                "edit-00000000-0000-0000-0000-0000000",
                app.json(SecretVersion.CURRENT).replace("kept as it is", "edited"));
        world.clock.advance(Duration.ofDays(2));
        try (AccessKeyOverlap overlap = overlap()) {
            assertThat(overlap.endDue()).isOne();
        }
        assertThat(app.works(SecretVersion.CURRENT)).isTrue();
        assertThat(app.keys().stream().filter(AccessKey::active)).hasSize(1);

        assertThat(rotate(NEXT)).isTrue();
        assertThat(app.keyIds()).doesNotContain(first);
    }

    @Test
    void aKeyOfForeignOriginOutlivesAnyOverlap() {
        rotate(TOKEN);
        app.delete(first);
        NewAccessKey foreign = KeyedUser.newKey(world, "app");
        world.clock.advance(Duration.ofDays(2));
        try (AccessKeyOverlap overlap = overlap()) {
            assertThat(overlap.endDue()).isZero();
        }
        assertThat(app.keys()).allMatch(AccessKey::active).hasSize(2);
        assertThat(app.keyIds()).contains(foreign.key().id());
    }

    private AccessKeyOverlap overlap() {
        return new AccessKeyOverlap(world.store, world.seal, world.trail, new SecureRandom(), Duration.ofDays(1));
    }

    private String lastFailure() {
        return world.lastEvent("RotationFailed");
    }
}
