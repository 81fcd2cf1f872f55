package dev.keyturn.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConditionContextTest {
    private static final ConditionKey NAME = ConditionKey.of("aws:username");

    @Test
    void keysIgnoreCaseAndKeepTheirSpelling() {
        ConditionContext context =
                ConditionContext.builder().put("aws:PrincipalTag/Team", "red").build();
        assertThat(context.get("AWS:principaltag/team")).containsExactly("red");
        assertThat(context.get("aws:PrincipalTag")).isEmpty();
        assertThat(context.values()).isEqualTo(Map.of("aws:PrincipalTag/Team", List.of("red")));
    }

    @Test
    void aRequestCannotForgeWhatLiesOverIt() {
        ConditionContext forged = ConditionContext.builder()
                .put("AWS:UserName", "root")
                .put("aws:TagKeys", List.of("a", "b"))
                .build();
        ConditionContext known = ConditionContext.builder().put(NAME, "bob").build();
        ConditionContext rest =
                ConditionContext.builder().put("aws:userid", "AIDA").build();
        ConditionContext context = known.over(rest).over(forged);
        assertThat(context.get("aws:username")).containsExactly("bob");
        assertThat(context.get("aws:userid")).containsExactly("AIDA");
        assertThat(context.get("aws:tagkeys")).containsExactly("a", "b");
        assertThat(context.values())
                .isEqualTo(Map.of(
                        "aws:username",
                        List.of("bob"),
                        "aws:userid",
                        List.of("AIDA"),
                        "aws:TagKeys",
                        List.of("a", "b")));
    }

    @Test
    void aLayerIsNotChangedByWhatItIsLaidOver() {
        ConditionContext known = ConditionContext.builder().put(NAME, "bob").build();
        known.over(ConditionContext.builder().put("aws:userid", "AIDA").build());
        assertThat(known.get("aws:userid")).isEmpty();
    }

    @Test
    void aLazyValueIsAskedForOnceAndOnlyWhenWanted() {
        AtomicInteger asked = new AtomicInteger();
        ConditionContext context = ConditionContext.builder()
                .putLazily(NAME, () -> "asked " + asked.incrementAndGet())
                .put("aws:userid", "AIDA")
                .build();
        assertThat(context.get("aws:userid")).containsExactly("AIDA");
        assertThat(context.toString()).contains("aws:username");
        assertThat(asked).hasValue(0);
        assertThat(context.get("aws:username")).containsExactly("asked 1");
        assertThat(context.get("aws:username")).containsExactly("asked 1");
    }

    @Test
    void whatWasPutFirstStands() {
        ConditionContext context = ConditionContext.builder()
                .put(NAME, "first")
                .put("AWS:USERNAME", "second")
                .build();
        assertThat(context.get("aws:username")).containsExactly("first");
        assertThat(context.values()).isEqualTo(Map.of("aws:username", List.of("first")));
    }

    @Test
    void aKeyWithoutValuesIsAbsent() {
        assertThat(new ConditionContext(Map.of("aws:TagKeys", List.of())).get("aws:TagKeys"))
                .isEmpty();
    }
}
