package dev.keyturn.state.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting for what another thread was asked to do. */
final class Answers {
    private Answers() {}

    /**
     * Waits through interrupts, because a work that may commit any moment has no honest answer to them; the
     * interrupt is there again afterwards. Exceptions come out as they were thrown by the work.
     */
    static <T> T await(CompletableFuture<T> answer) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw asThrown(e.getCause() == null ? e : e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Works declare no checked exceptions; one thrown sneakily is passed on just as it is. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException asThrown(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
