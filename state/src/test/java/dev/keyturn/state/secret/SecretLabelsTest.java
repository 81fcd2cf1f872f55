package dev.keyturn.state.secret;

import static dev.keyturn.state.secret.SecretVersion.CURRENT;
import static dev.keyturn.state.secret.SecretVersion.PENDING;
import static dev.keyturn.state.secret.SecretVersion.PREVIOUS;
import static dev.keyturn.state.secret.TestSecrets.ACCOUNT;
import static dev.keyturn.state.secret.TestSecrets.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.keyturn.state.store.OnBothStores;

/** Random operations on one secret, beside a model that is too simple to be wrong. */
class SecretLabelsTest extends OnBothStores {
    private static final List<String> STAGES = List.of(CURRENT, PENDING, PREVIOUS, "blue", "green");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theLabelsFollowTheModelWhateverIsDone(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        Secret secret = TestSecrets.secret("db");
        store.write(tx -> new Secrets(tx).insert(secret));
        for (int step = 0; step < 150; step++) {
            Step next = Step.random(random, step, model);
            boolean refusedByModel = !next.apply(model);
            boolean refused = !applied(next, secret);
            assertThat(refused).as("step %d, %s, refused", step, next).isEqualTo(refusedByModel);

            StoredSecret stored = store.<Optional<StoredSecret>>read(tx -> new Secrets(tx).find(ACCOUNT, "db"))
                    .orElseThrow();
            assertThat(Model.of(stored)).as("after step %d, %s", step, next).isEqualTo(model);
            model.checkInvariants();
        }
    }

    private boolean applied(Step step, Secret secret) {
        try {
            store.write(tx -> {
                step.apply(new Secrets(tx), secret, tx.now());
                return true;
            });
            return true;
        } catch (RuntimeException _) {
            return false; // what a refusal leaves behind is compared with the model
        }
    }

    /** Who wears which label, and which value each version has; an empty text for none. */
    private record Model(Map<String, String> labels, Map<String, String> values) {
        Model() {
            this(new TreeMap<>(), new TreeMap<>());
        }

        static Model of(StoredSecret stored) {
            Model model = new Model();
            for (SecretVersion version : stored.versions()) {
                model.values.put(version.id(), version.value().isPresent() ? text(version) : "");
                for (String stage : version.stages()) {
                    assertThat(model.labels.put(stage, version.id())).isNull();
                }
            }
            return model;
        }

        void checkInvariants() {
            boolean anyValue = values.values().stream().anyMatch(value -> !value.isEmpty());
            assertThat(labels.containsKey(CURRENT)).isEqualTo(anyValue);
            assertThat(values.keySet()).containsAll(labels.values());
        }

        boolean hasValue(String version) {
            return !values.getOrDefault(version, "").isEmpty();
        }

        boolean promote(String version) {
            if (version.equals(labels.get(CURRENT))) {
                return true;
            }
            if (!hasValue(version)) {
                return false;
            }
            String before = labels.put(CURRENT, version);
            if (before != null) {
                labels.put(PREVIOUS, before);
            }
            return true;
        }
    }

    private sealed interface Step {

        static Step random(Random random, int step, Model model) {
            List<String> versions = new ArrayList<>(model.values.keySet());
            versions.add("unknown");
            String version = versions.get(random.nextInt(versions.size()));
            String stage = STAGES.get(random.nextInt(STAGES.size()));
            return switch (random.nextInt(5)) {
                case 0, 1 -> {
                    Set<String> stages = new HashSet<>();
                    for (int i = random.nextInt(3); i > 0; i--) {
                        stages.add(STAGES.get(random.nextInt(STAGES.size())));
                    }
                    boolean repeat = random.nextInt(8) == 0;
                    yield new Add(repeat ? version : "v" + step, random.nextInt(4) == 0 ? "" : "s" + step, stages);
                }
                case 2 -> new Give(version, "given" + step);
                case 3 -> new Move(stage, version);
                default -> new Remove(stage); // the fifth of five
            };
        }

        /** @return false if it must be refused; the model is unchanged then */
        boolean apply(Model model);

        void apply(Secrets secrets, Secret secret, Instant now);

        record Add(String version, String value, Set<String> stages) implements Step {
            @Override
            public boolean apply(Model model) {
                boolean known = model.values.containsKey(version);
                if (known || stages.contains(CURRENT) && value.isEmpty()) {
                    return false;
                }
                model.values.put(version, value);
                stages.stream().filter(stage -> !stage.equals(CURRENT)).forEach(s -> model.labels.put(s, version));
                if (stages.contains(CURRENT) || !value.isEmpty() && !model.labels.containsKey(CURRENT)) {
                    return model.promote(version);
                }
                return true;
            }

            @Override
            public void apply(Secrets secrets, Secret secret, Instant now) {
                secrets.addVersion(
                        secret,
                        new SecretVersion(
                                version,
                                false,
                                value.isEmpty() ? Optional.empty() : Optional.of(TestSecrets.sealed(value)),
                                now,
                                Optional.empty(),
                                stages));
            }
        }

        record Give(String version, String value) implements Step {
            @Override
            public boolean apply(Model model) {
                if (model.values.containsKey(version) && !model.hasValue(version)) {
                    model.values.put(version, value);
                    if (!model.labels.containsKey(CURRENT)) {
                        return model.promote(version);
                    }
                }
                return true;
            }

            @Override
            public void apply(Secrets secrets, Secret secret, Instant now) {
                secrets.giveValue(secret, TestSecrets.version(version, value, now));
            }
        }

        record Move(String stage, String version) implements Step {
            @Override
            public boolean apply(Model model) {
                if (stage.equals(CURRENT)) {
                    return model.promote(version);
                }
                if (!model.values.containsKey(version)) {
                    return false;
                }
                model.labels.put(stage, version);
                return true;
            }

            @Override
            public void apply(Secrets secrets, Secret secret, Instant now) {
                secrets.moveStage(secret, stage, version);
            }
        }

        record Remove(String stage) implements Step {
            @Override
            public boolean apply(Model model) {
                if (stage.equals(CURRENT)) {
                    return false;
                }
                model.labels.remove(stage);
                return true;
            }

            @Override
            public void apply(Secrets secrets, Secret secret, Instant now) {
                secrets.removeStage(secret, stage);
            }
        }
    }
}
