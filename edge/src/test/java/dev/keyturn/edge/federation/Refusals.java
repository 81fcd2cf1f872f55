package dev.keyturn.edge.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.ServiceFacts;

/** What a refused proof of identity must be answered with. */
final class Refusals {
    private static final ServiceFacts STS = ApiFacts.load().service("sts").orElseThrow();

    private Refusals() {}

    static void assertRefused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsFailure.class, refusal -> {
            assertThat(refusal.getMessage()).isEqualTo(message);
            assertThat(refusal.in(STS).code()).isEqualTo(code);
        });
    }
}
