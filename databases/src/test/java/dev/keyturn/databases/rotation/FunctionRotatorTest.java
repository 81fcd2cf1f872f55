package dev.keyturn.databases.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.keyturn.databases.function.FunctionEndpoint;
import dev.keyturn.databases.rotation.FakeFunction.Fault;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationStep;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.SecretVersion;

/**
 * A function of others, which answers over HTTP, well or not. Longer than most files: each way to answer badly, and each
 * instant at which we may stop, beside the other.
 */
class FunctionRotatorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String TOKEN = "11111111-1111-1111-1111-111111111111";
    private static final String OLD = "v1-00000000-0000-0000-0000-00000000";
    private static final List<String> ALL_STEPS = List.of("createSecret", "setSecret", "testSecret", "finishSecret");

    @TempDir
    private Path folder;

    private RotationWorld world;
    private FakeFunction function;
    private Arn secret;

    @BeforeEach
    void aSecretAndAFunction() {
        world = KeyedUser.world(folder, Duration.ZERO);
        function = new FakeFunction(world);
        secret = world.unregistered("app", FakeFunction.ARN, "hunter2");
    }

    @AfterEach
    void close() {
        function.close();
        world.close();
    }

    @Test
    void theFourStepsPublishTheFunctionsValue() throws Exception {
        begin();

        round();

        assertThat(function.steps()).isEqualTo(ALL_STEPS);
        assertThat(function.events).allSatisfy(event -> {
            assertThat(event.propertyNames())
                    .containsExactlyInAnyOrder("Step", "SecretId", "ClientRequestToken", "RotationToken");
            assertThat(event.path("SecretId").stringValue()).isEqualTo(secret.toString());
            assertThat(event.path("ClientRequestToken").stringValue()).isEqualTo(TOKEN);
            assertThat(event.path("RotationToken").stringValue()).matches("[0-9a-f-]{36}");
        });
        assertRotated();
        assertThat(stages()).containsEntry(OLD, Set.of(SecretVersion.PREVIOUS));
        assertThat(world.events()).containsExactly("RotationStarted", "RotationSucceeded");
        assertThat(world.stored(secret).secret().rotation().orElseThrow().lastRotated())
                .isPresent();
    }

    @Test
    void thePendingVersionIsThereAndEmptyBeforeTheFirstStep() throws Exception {
        function.fail("createSecret", Fault.ERROR_IN_BODY);
        begin();

        round();

        assertThat(stages()).containsEntry(TOKEN, Set.of(SecretVersion.PENDING));
        assertThat(world.stored(secret).version(TOKEN).orElseThrow().value()).isEmpty();
    }

    /** What a caller sees while it is under way is what AWS leaves: AWSPENDING stays where the function leaves it. */
    @Test
    void theNextRotationMayBeginAlthoughPendingStaysOnTheCurrentVersion() throws Exception {
        begin();
        round();
        assertThat(stages()).containsEntry(TOKEN, Set.of(SecretVersion.CURRENT, SecretVersion.PENDING));

        begin(TOKEN.replace('1', '2'));
        round();

        assertThat(world.stored(secret)
                        .staged(SecretVersion.CURRENT)
                        .orElseThrow()
                        .id())
                .isEqualTo(TOKEN.replace('1', '2'));
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR_IN_BODY, function error",
        "ERROR_IN_HEADER, function error",
        "STATUS_500, function status",
        "NO_JSON, function answer",
        "GIANT, unknown",
        "HALF, unknown",
        "RESET, unknown"
    })
    void aFailureIsRecordedOnceAndTheWholeRotationIsTriedAgain(Fault fault, String failure) throws Exception {
        function.fail("setSecret", fault, fault);
        begin();

        round();

        RotationTask task = world.task(secret).orElseThrow();
        assertThat(task.lastFailure()).contains(failure);
        assertThat(task.step()).isEqualTo(RotationStep.CREATE);
        assertThat(task.lease()).isEmpty();
        assertThat(stages()).containsEntry(OLD, Set.of(SecretVersion.CURRENT));
        later();
        round();
        assertThat(world.task(secret).orElseThrow().attempts()).isEqualTo(2);
        later();
        round();
        assertRotated();
        assertThat(world.events()).containsExactly("RotationStarted", "RotationFailed", "RotationSucceeded");
    }

    @Test
    void whatAFunctionSaysInItsErrorIsNotRecorded() throws Exception {
        function.fail("setSecret", Fault.ERROR_IN_BODY);
        begin();

        round();

        assertThat(world.lastEvent("RotationFailed")).contains("`ValueError`").doesNotContain("hunter2");
    }

    @Test
    void aRedirectIsNotFollowedAndNeedsAPerson() throws Exception {
        function.fail("createSecret", Fault.REDIRECT);
        begin();

        round();

        assertThat(function.steps()).containsExactly("createSecret");
        RotationTask task = world.task(secret).orElseThrow();
        assertThat(task.lastFailure()).contains("function redirects");
        assertThat(task.dueAt()).isAfter(world.store.now().plus(Duration.ofMinutes(59)));
    }

    @Test
    void aFunctionThatDoesNotAnswerTimesOut() throws Exception {
        function.fail("testSecret", Fault.SILENCE);
        begin();

        round(function.endpoint(Duration.ofSeconds(1)));

        assertThat(world.task(secret).orElseThrow().lastFailure()).contains("timed out");
    }

    @Test
    void aRotationWhoseFunctionDidNotPublishHasFailed() throws Exception {
        function.fail("finishSecret", Fault.NO_WORK);
        begin();

        round();

        assertThat(world.task(secret).orElseThrow().lastFailure()).contains("function did not finish");
        assertThat(stages()).containsEntry(OLD, Set.of(SecretVersion.CURRENT));
        later();
        round();
        assertRotated();
    }

    @Test
    void whatIsPublishedAlreadyHasOnlyItsLastStepLeft() throws Exception {
        function.fail("finishSecret", Fault.RESET);
        begin();
        round();
        assertThat(world.task(secret).orElseThrow().step()).isEqualTo(RotationStep.FINISH);
        later();

        round();

        assertThat(function.steps().subList(4, 5)).containsExactly("finishSecret");
        assertRotated();
    }

    @Test
    void aFunctionThatIsNotThereIsTriedAgain() throws Exception {
        function.http.stop(0);
        begin();

        round();

        assertThat(world.task(secret).orElseThrow().lastFailure()).contains("unreachable");
    }

    @Test
    void aFunctionThatIsNotConfiguredAnyMoreNeedsAPerson() throws Exception {
        begin();

        round(function.endpoint("another", TIMEOUT));

        assertThat(world.task(secret).orElseThrow().lastFailure()).contains("function not configured");
        assertThat(world.lastEvent("RotationFailed")).contains("`rotate-app`");
    }

    @Test
    void anotherPendingVersionStopsTheRotationBeforeTheFirstCall() throws Exception {
        world.putPending(secret, "v2-00000000-0000-0000-0000-00000000", "somebody's");
        begin();

        round();

        assertThat(function.events).isEmpty();
        assertThat(world.task(secret)).isEmpty();
        assertThat(world.lastEvent("RotationFailed")).contains("not possible");
    }

    @Test
    void aTrialTestsACopyOfTheCurrentValueAndLeavesNothing() throws Exception {
        beginTrial();

        round();

        assertThat(function.steps()).containsExactly("testSecret");
        assertThat(world.task(secret)).isEmpty();
        assertThat(world.stored(secret).versions()).hasSize(1);
        assertThat(stages()).isEqualTo(Map.of(OLD, Set.of(SecretVersion.CURRENT)));
        assertThat(world.events()).containsExactly("TestRotationStarted", "TestRotationSucceeded");
    }

    @Test
    void aTrialThatFailsIsRecordedAndNotRepeated() throws Exception {
        function.fail("testSecret", Fault.ERROR_IN_HEADER);
        beginTrial();

        round();

        assertThat(world.task(secret)).isEmpty();
        assertThat(stages()).isEqualTo(Map.of(OLD, Set.of(SecretVersion.CURRENT)));
        assertThat(world.events()).containsExactly("TestRotationStarted", "TestRotationFailed");
    }

    static Stream<Arguments> everyPoint() {
        return Stream.of(RotationStep.CREATE, RotationStep.SET, RotationStep.FINISH) // TEST is done as SET is
                .flatMap(step -> Arrays.stream(FunctionPoint.values()).map(point -> Arguments.of(step, point)));
    }

    @ParameterizedTest
    @MethodSource("everyPoint")
    void whereverWeAreInterruptedTheRotationIsFinishedOnce(RotationStep step, FunctionPoint point) throws Exception {
        if (point.name().startsWith("FAILURE")) {
            function.fail(ALL_STEPS.get(step.ordinal()), Fault.STATUS_500);
        }
        AtomicBoolean reached = new AtomicBoolean();
        begin();
        round(
                (at, here) -> {
                    if (at == step && here == point && reached.compareAndSet(false, true)) {
                        throw new AssertionError("interrupted");
                    }
                },
                function.endpoint(TIMEOUT));
        assertThat(reached).isTrue();
        assertThat(world.stored(secret).staged(SecretVersion.CURRENT)).isPresent();

        world.clock.advance(TIMEOUT.plus(RotationWorld.POLICY.lease()).plusSeconds(30));
        round();

        assertRotated();
        assertThat(world.events()).containsOnlyOnce("RotationSucceeded");
    }

    /** A second node's call during the first one's would be wrong: the lease outlasts the time-out. */
    @Test
    void noOtherNodeClaimsDuringACall() throws Exception {
        function.fail("setSecret", Fault.SILENCE);
        begin();
        try (RotationScheduler first = scheduler(FunctionPoint.Hook.NONE, 1, function.endpoint(TIMEOUT));
                RotationScheduler second = scheduler(FunctionPoint.Hook.NONE, 1, function.endpoint(TIMEOUT))) {
            first.claimWhatIsDue();
            awaitStep("setSecret");

            world.clock.advance(TIMEOUT.plusSeconds(10));

            assertThat(second.claimWhatIsDue()).isZero();
            function.silence.countDown();
            assertThat(first.awaitIdle()).isTrue();
        }
        assertRotated();
    }

    @Test
    void anAnswerThatComesAfterTheLeaseChangesNothing() throws Exception {
        function.fail("setSecret", Fault.SILENCE);
        begin();
        try (RotationScheduler late = scheduler(FunctionPoint.Hook.NONE, 1, function.endpoint(TIMEOUT))) {
            late.claimWhatIsDue();
            awaitStep("setSecret");
            world.clock.advance(TIMEOUT.plus(RotationWorld.POLICY.lease()).plusSeconds(1));
            round(); // another node's
            assertRotated();

            function.silence.countDown();
            assertThat(late.awaitIdle()).isTrue();
        }
        assertRotated();
        assertThat(world.events()).containsOnlyOnce("RotationSucceeded");
    }

    @Test
    void aSlowFunctionHoldsUpNobodyElseAndNoThread() throws Exception {
        FakeFunction other = new FakeFunction(world);
        Arn quick = world.unregistered("quick", FakeFunction.ARN.replace("rotate-app", "quick"), "hunter2");
        function.fail("createSecret", Fault.SILENCE);
        begin();
        try (other;
                RotationScheduler scheduler = scheduler(
                        FunctionPoint.Hook.NONE, 1, function.endpoint(TIMEOUT), other.endpoint("quick", TIMEOUT))) {
            scheduler.claimWhatIsDue();
            awaitStep("createSecret");
            world.store.write(tx -> new RotationJournal(tx).begin(RotationWorld.ACCOUNT, quick, TOKEN, tx.now()));

            scheduler.claimWhatIsDue();

            awaitNoTask(quick);
            assertThat(world.task(secret)).isPresent();
            function.silence.countDown();
            assertThat(scheduler.awaitIdle()).isTrue();
        }
        assertRotated();
    }

    @Test
    void aFunctionWorksOnOneRotationAtATimeAndOnAllInTheEnd() throws Exception {
        List<Arn> secrets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Arn more = world.unregistered("more-" + i, FakeFunction.ARN, "hunter2");
            secrets.add(more);
            world.store.write(tx -> new RotationJournal(tx).begin(RotationWorld.ACCOUNT, more, TOKEN, tx.now()));
        }

        round();

        assertThat(secrets).allSatisfy(more -> assertThat(world.task(more)).isEmpty());
        List<String> calledFor = function.events.stream()
                .map(event -> event.path("SecretId").stringValue())
                .toList();
        assertThat(calledFor).hasSize(20);
        for (int i = 0; i < 20; i += 4) {
            assertThat(Set.copyOf(calledFor.subList(i, i + 4)))
                    .as("calls in a row")
                    .hasSize(1);
        }
    }

    @Test
    void twoNodesOnOneStoreRotateEachSecretOnce() throws Exception {
        List<Arn> secrets = new ArrayList<>();
        CountDownLatch rotated = new CountDownLatch(7); // with the one that is due by its schedule
        for (int i = 0; i < 6; i++) {
            Arn more = world.unregistered("more-" + i, FakeFunction.ARN, "hunter2");
            secrets.add(more);
            world.store.write(tx -> new RotationJournal(tx).begin(RotationWorld.ACCOUNT, more, TOKEN, tx.now()));
        }
        FunctionPoint.Hook counting = (step, point) -> {
            if (step == RotationStep.FINISH && point == FunctionPoint.ANSWER_AFTER_WRITE) {
                rotated.countDown();
            }
        };
        try (RotationScheduler one = scheduler(counting, 2, function.endpoint(TIMEOUT));
                RotationScheduler two = scheduler(counting, 2, function.endpoint(TIMEOUT))) {
            one.start();
            two.start();
            assertThat(rotated.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(secrets)
                .allSatisfy(more -> assertThat(world.stored(more)
                                .staged(SecretVersion.CURRENT)
                                .orElseThrow()
                                .id())
                        .isEqualTo(TOKEN));
        assertThat(world.events().stream().filter("RotationSucceeded"::equals)).hasSize(7);
        assertThat(function.steps().stream().filter("finishSecret"::equals)).hasSize(7);
    }

    private void begin() {
        begin(TOKEN);
    }

    private void begin(String token) {
        world.store.write(tx -> new RotationJournal(tx).begin(RotationWorld.ACCOUNT, secret, token, tx.now()));
    }

    private void beginTrial() {
        world.store.write(tx -> new RotationJournal(tx).beginTrial(RotationWorld.ACCOUNT, secret, TOKEN, tx.now()));
    }

    private void later() {
        world.clock.advance(Duration.ofMinutes(1));
    }

    private void round() throws InterruptedException {
        round(function.endpoint(TIMEOUT));
    }

    private void round(FunctionEndpoint endpoint) throws InterruptedException {
        round(FunctionPoint.Hook.NONE, endpoint);
    }

    private void round(FunctionPoint.Hook hook, FunctionEndpoint endpoint) throws InterruptedException {
        try (RotationScheduler scheduler = scheduler(hook, 2, endpoint)) {
            scheduler.claimWhatIsDue();
            assertThat(scheduler.awaitIdle()).isTrue();
        }
    }

    private RotationScheduler scheduler(FunctionPoint.Hook hook, int threads, FunctionEndpoint... endpoints) {
        FunctionRotator functions = new FunctionRotator(
                world.store,
                world.seal,
                world.trail,
                List.of(endpoints),
                new SecureRandom(),
                RotationWorld.POLICY,
                RotationListener.NONE,
                hook);
        return new RotationScheduler(
                world.store, world.rotator(Faults.NONE), functions, "test", RotationWorld.POLICY, threads);
    }

    private Map<String, Set<String>> stages() {
        Map<String, Set<String>> stages = new HashMap<>();
        world.stored(secret).versions().forEach(version -> stages.put(version.id(), version.stages()));
        return stages;
    }

    private void assertRotated() {
        assertThat(world.task(secret)).isEmpty();
        SecretVersion current =
                world.stored(secret).staged(SecretVersion.CURRENT).orElseThrow();
        assertThat(current.id()).isEqualTo(TOKEN);
        assertThat(world.value(secret, current)).isEqualTo(function.database.get(secret.toString()));
    }

    private void awaitStep(String step) throws InterruptedException {
        await(() -> function.steps().contains(step));
    }

    private void awaitNoTask(Arn arn) throws InterruptedException {
        await(() -> world.task(arn).isEmpty());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int look = 0; look < 1_500 && !condition.getAsBoolean(); look++) {
            Thread.sleep(20); // between two looks
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
