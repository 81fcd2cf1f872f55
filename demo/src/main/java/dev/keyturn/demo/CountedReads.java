package dev.keyturn.demo;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;

/** Counts on the client's side, whoever uses the client, so that the trail's count has something to be held against. */
final class CountedReads implements ExecutionInterceptor {
    private final Tally tally;

    CountedReads(Tally tally) {
        this.tally = tally;
    }

    @Override
    public void afterExecution(Context.AfterExecution execution, ExecutionAttributes attributes) {
        if (execution.request() instanceof GetSecretValueRequest) {
            tally.secretRead();
        }
    }
}
