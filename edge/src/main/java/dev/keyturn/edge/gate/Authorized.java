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
    private final Demand decided;
    private final Caller caller;

    Authorized(Q request, T target, Demand decided, Caller caller) {
        this.request = request;
        this.target = target;
        this.decided = decided;
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

    /**
     * The part of this decision that was about another operation, whose demand was put beside this one's with {@link
     * Demand#and}: what that operation needs to run as a part of this one.
     *
     * @throws IllegalStateException if that demand was not decided here, which is a bug
     */
    public <P, S> Authorized<P, S> part(Demand demand, P partRequest, S partTarget) {
        if (!contains(decided, demand)) {
            throw new IllegalStateException(
                    "`" + demand.action() + "` was not decided together with `" + decided.action() + "`");
        }
        return new Authorized<>(partRequest, partTarget, demand, caller);
    }

    private static boolean contains(Demand whole, Demand demand) {
        return whole.equals(demand) || whole.further().stream().anyMatch(further -> contains(further, demand));
    }
}
