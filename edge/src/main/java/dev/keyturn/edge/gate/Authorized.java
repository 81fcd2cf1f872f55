package dev.keyturn.edge.gate;

/**
 * A request that was allowed, together with what it was resolved to and who makes it.
 *
 * <p>INVARIANT: only the {@link Gate} makes one, and only after an allow; so an operation that takes one cannot run
 * undecided, and what was decided on is what it acts on.
 *
 * @param <Q> the request
 * @param <T> what the request was resolved to before the decision
 */
public final class Authorized<Q, T> {
    private final Q request;
    private final T target;
    private final Caller caller;

    Authorized(Q request, T target, Caller caller) {
        this.request = request;
        this.target = target;
        this.caller = caller;
    }

    public Q request() {
        return request;
    }

    public T target() {
        return target;
    }

    public Caller caller() {
        return caller;
    }

    public String account() {
        return caller.account();
    }
}
