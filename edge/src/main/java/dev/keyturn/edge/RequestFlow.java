package dev.keyturn.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.RequestListener.Outcome;
import dev.keyturn.edge.aws.ApiFacts;
import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.aws.Constraints;
import dev.keyturn.edge.aws.OperationFacts;
import dev.keyturn.edge.aws.Route;
import dev.keyturn.edge.aws.Router;
import dev.keyturn.edge.gate.Authenticator;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.gate.Gate;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.edge.http.HttpAnswer;
import dev.keyturn.edge.http.HttpCall;
import dev.keyturn.edge.http.Refusal;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.Operations;
import dev.keyturn.edge.operation.PreparedChange;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.edge.operation.SelfAuthenticated;
import dev.keyturn.rules.sigv4.PresentedSignature;
import dev.keyturn.state.identity.LastUsed;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.store.Transaction;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.state.trail.TrailRecord;

/**
 * The way of every request: parse → authenticate → decode → resolve → authorise → perform and record → render.
 * docs/design/request-flow.md says why in this order. Nothing here knows any operation's name.
 */
public final class RequestFlow {
    private static final Logger LOG = LoggerFactory.getLogger(RequestFlow.class);

    private final ApiFacts facts;
    private final Router router;
    private final Authenticator authenticator;
    private final Gate gate;
    private final Operations operations;
    private final Store store;
    private final Trail trail;
    private final LastUsed lastUsed;
    private final CallRecords records;
    private final Strangers strangers;
    private final RequestListener listener;

    public RequestFlow(
            ApiFacts facts,
            Authenticator authenticator,
            Gate gate,
            Operations operations,
            Store store,
            Trail trail,
            LastUsed lastUsed,
            String account,
            String region,
            RequestListener listener) {
        this.facts = facts;
        this.router = new Router(facts);
        this.authenticator = authenticator;
        this.gate = gate;
        this.operations = operations;
        this.store = store;
        this.trail = trail;
        this.lastUsed = lastUsed;
        this.records = new CallRecords(region);
        this.strangers = new Strangers(trail, account, region);
        this.listener = listener;
    }

    /** Answers a call from the network; never throws. */
    public HttpAnswer answer(HttpCall call) {
        long start = System.nanoTime();
        Answered answered = answered(call);
        listener.answered(answered.operation(), answered.outcome(), System.nanoTime() - start);
        return answered.answer();
    }

    private Answered answered(HttpCall call) {
        Origin origin = Origin.of(call);
        Optional<String> scopeService = Optional.empty();
        Route route;
        Caller caller;
        try {
            Optional<PresentedSignature> presented = Authenticator.presented(call.message());
            scopeService = presented.map(PresentedSignature::service);
            route = router.route(call, scopeService);
            try {
                caller = route.operation().unsigned()
                        ? selfAuthenticated(call, route, origin)
                        : authenticator.authenticate(call.message(), presented, route.service(), origin);
            } catch (AwsFailure stranger) {
                strangers.turnedAway(Optional.of(route.operation()), presented, origin, stranger);
                return refused(route, stranger, Outcome.DENIED, call);
            } catch (StoreException outage) {
                return refused(route, unavailable(route.operation(), origin, outage), Outcome.FAILED, call);
            } catch (RuntimeException bug) {
                // Such as a stored access key that does not open: an alarm, and still nobody knows who called.
                AwsFailure failure = unexpected(route.operation(), origin, bug);
                strangers.turnedAway(Optional.of(route.operation()), presented, origin, failure);
                return refused(route, failure, Outcome.FAILED, call);
            }
        } catch (AwsFailure unreadable) {
            strangers.turnedAway(Optional.empty(), Optional.empty(), origin, unreadable);
            return new Answered(router.failure(call, scopeService, unreadable), Optional.empty(), Outcome.REFUSED);
        }
        try {
            return new Answered(answer(call, route, caller), Optional.of(route.operation()), Outcome.OK);
        } catch (AwsFailure refusal) {
            return refused(route, refusal, outcome(refusal), call);
        }
    }

    /** An answer, and what it is to whoever watches. */
    private record Answered(HttpAnswer answer, Optional<OperationFacts> operation, Outcome outcome) {}

    private static Answered refused(Route route, AwsFailure refusal, Outcome outcome, HttpCall call) {
        return new Answered(route.failure(refusal, call.requestId()), Optional.of(route.operation()), outcome);
    }

    private static Outcome outcome(AwsFailure refusal) {
        if (!(refusal.kind() instanceof AwsFailure.Kind.Common(CommonError error))) {
            return Outcome.REFUSED;
        }
        boolean ours = error == CommonError.INTERNAL_FAILURE || error == CommonError.SERVICE_UNAVAILABLE;
        return ours ? Outcome.FAILED : error == CommonError.ACCESS_DENIED ? Outcome.DENIED : Outcome.REFUSED;
    }

    /** Who asks by a proof in the request itself, which therefore has to be read first. */
    private Caller selfAuthenticated(HttpCall call, Route route, Origin origin) {
        OperationFacts api = route.operation();
        Operation<?, ?, ?> operation =
                operations.named(api.service().signingName(), api.name()).orElseThrow(() -> notServed(api));
        return identified(call, route, origin, operation);
    }

    private <Q extends AwsRequest> Caller identified(
            HttpCall call, Route route, Origin origin, Operation<Q, ?, ?> operation) {
        if (!(operation instanceof SelfAuthenticated<?>)) {
            throw new IllegalStateException("`" + route.operation() + "` is unsigned and proves nothing");
        }
        @SuppressWarnings("unchecked") // an operation's requests are of one type
        SelfAuthenticated<Q> selfAuthenticated = (SelfAuthenticated<Q>) operation;
        Q request = route.codec().decode(call, operation.api().builder());
        Constraints.check(route.operation(), request);
        return new Caller(selfAuthenticated.identify(request, origin), Optional.empty(), origin);
    }

    private static AwsFailure notServed(OperationFacts api) {
        return AwsFailure.of(CommonError.INVALID_ACTION, "The operation " + api.name() + " is not served here.");
    }

    /** Records that something came in that was refused before it could be read as a call; does not block. */
    void refusedUnread(Refusal refusal, String requestId) {
        strangers.unread(refusal, new Origin(requestId, "", "", false, store.now()));
    }

    private HttpAnswer answer(HttpCall call, Route route, Caller caller) {
        OperationFacts api = route.operation();
        Operation<?, ?, ?> operation = operations
                .named(api.service().signingName(), api.name())
                .orElseThrow(() -> recorded(api, false, caller, notServed(api)));
        return answer(call, route, caller, operation);
    }

    private <Q extends AwsRequest> HttpAnswer answer(
            HttpCall call, Route route, Caller caller, Operation<Q, ?, ?> operation) {
        Q request;
        try {
            request = route.codec().decode(call, operation.api().builder());
        } catch (AwsFailure malformed) {
            throw recorded(route.operation(), operation.readOnly(), caller, malformed);
        } catch (RuntimeException bug) {
            AwsFailure failure = unexpected(route.operation(), caller.origin(), bug);
            throw recorded(route.operation(), operation.readOnly(), caller, failure);
        }
        AwsResponse response = perform(route.operation(), operation, request, caller);
        return route.codec().answer(route.operation(), response, call.requestId());
    }

    /**
     * From the checked request to the recorded response, where calls from inside enter as well.
     *
     * @throws AwsFailure whatever the answer is if it is not a response; it has been recorded
     */
    <Q extends AwsRequest, T, R extends AwsResponse> R perform(
            OperationFacts api, Operation<Q, T, R> operation, Q request, Caller caller) {
        lastUsed.called(
                caller.principal(),
                caller.accessKeyId(),
                operation.api().service(),
                operation.api().name(),
                caller.origin().arrival());
        try {
            check(api, operation, request, caller);
            return switch (operation) {
                case Change<Q, T, R> change -> change(api, change, request, caller);
                case Read<Q, T, R> read -> read(api, read, request, caller);
            };
        } catch (StoreException outage) {
            throw unavailable(api, caller.origin(), outage);
        } catch (AwsFailure refusal) {
            throw refusal;
        } catch (RuntimeException bug) { // neither a refusal nor an outage: logged, and answered without details
            throw recorded(api, operation.readOnly(), caller, unexpected(api, caller.origin(), bug));
        }
    }

    private void check(OperationFacts api, Operation<?, ?, ?> operation, AwsRequest request, Caller caller) {
        try {
            Constraints.check(api, request);
        } catch (AwsFailure malformed) {
            throw recorded(api, operation.readOnly(), caller, malformed);
        }
    }

    private <Q extends AwsRequest, T, R extends AwsResponse> R change(
            OperationFacts api, Change<Q, T, R> asked, Q request, Caller caller) {
        Change<Q, T, R> change =
                asked instanceof PreparedChange<Q, T, R> slow ? prepared(api, slow, request, caller) : asked;
        Ended<R> ended = store.write(tx -> {
            Attempt attempt = new Attempt();
            try {
                R response = tx.nested(() -> {
                    T target = change.resolve(request, caller, tx);
                    Demand demand = attempt.demands(change.demand(request, target, caller));
                    return change.perform(gate.authorise(request, target, demand, caller), tx);
                });
                append(tx, records.changed(api, request, response, attempt.demand(), caller), attempt);
                return new Ended.Done<R>(response);
            } catch (AwsFailure refusal) {
                append(
                        tx,
                        records.refused(api, false, Optional.of(request), attempt.demand(), caller, refusal),
                        attempt);
                return new Ended.Refused<R>(refusal);
            }
        });
        return switch (ended) {
            case Ended.Done<R>(R response) -> response;
            case Ended.Refused<R>(AwsFailure refusal) -> throw refusal;
        };
    }

    /** Only for who may: who may not is refused, and recorded, where everybody is. */
    private <Q extends AwsRequest, T, R extends AwsResponse> Change<Q, T, R> prepared(
            OperationFacts api, PreparedChange<Q, T, R> change, Q request, Caller caller) {
        Attempt attempt = new Attempt();
        Optional<Authorized<Q, T>> allowed = store.read(tx -> {
            try {
                T target = change.resolve(request, caller, tx);
                Demand demand = attempt.demands(change.demand(request, target, caller));
                return Optional.of(gate.authorise(request, target, demand, caller));
            } catch (AwsFailure _) {
                return Optional.empty();
            }
        });
        if (allowed.isEmpty()) {
            return change;
        }
        try {
            return change.prepare(allowed.get());
        } catch (AwsFailure refusal) {
            trail.record(records.refused(api, false, Optional.of(request), attempt.demand(), caller, refusal));
            throw refusal;
        }
    }

    private <Q extends AwsRequest, T, R extends AwsResponse> R read(
            OperationFacts api, Read<Q, T, R> read, Q request, Caller caller) {
        Attempt attempt = new Attempt();
        R response;
        Optional<Consumer<Transaction>> notes;
        List<Read.Part> parts;
        try {
            T target = read.resolve(request, caller);
            Demand demand = attempt.demands(read.demand(request, target, caller));
            Authorized<Q, T> authorized = gate.authorise(request, target, demand, caller);
            response = read.perform(authorized);
            attempt.demands(read.recordedUnder(demand, response));
            parts = read.parts(authorized, response);
            notes = read.notes(authorized, response);
        } catch (AwsFailure refusal) {
            record(CallRecords.withCopy(
                    records.refused(api, true, Optional.of(request), attempt.demand(), caller, refusal),
                    attempt.demand()));
            throw refusal;
        }
        // INVARIANT: no secret byte leaves before this has returned.
        Optional<AwsResponse> recorded = read.recordsAnswer() ? Optional.of(response) : Optional.empty();
        List<TrailRecord> all =
                CallRecords.withCopy(records.read(api, request, recorded, attempt.demand(), caller), attempt.demand());
        if (!parts.isEmpty()) {
            all = new ArrayList<>(all);
            for (Read.Part part : parts) {
                all.addAll(CallRecords.withCopy(
                        records.part(factsOf(part.api()), part, caller), Optional.of(part.demand())));
            }
        }
        if (notes.isEmpty()) {
            record(all);
        } else {
            List<TrailRecord> gathered = all;
            store.write(tx -> {
                notes.get().accept(tx);
                gathered.forEach(record -> trail.append(tx, record));
                return gathered;
            });
        }
        return response;
    }

    private OperationFacts factsOf(Api<?> api) {
        return facts.service(api.service())
                .flatMap(service -> service.operation(api.name()))
                .orElseThrow(() -> new IllegalStateException("no facts of `" + api.action() + "`"));
    }

    private void append(Transaction tx, TrailRecord record, Attempt attempt) {
        CallRecords.withCopy(record, attempt.demand()).forEach(each -> trail.append(tx, each));
    }

    /** In one commit. */
    private void record(List<TrailRecord> all) {
        if (all.size() == 1) {
            trail.record(all.getFirst());
        } else {
            store.write(tx -> {
                all.forEach(each -> trail.append(tx, each));
                return all;
            });
        }
    }

    private AwsFailure recorded(OperationFacts api, boolean readOnly, Caller caller, AwsFailure refusal) {
        try {
            trail.record(records.refused(api, readOnly, Optional.empty(), Optional.empty(), caller, refusal));
            return refusal;
        } catch (StoreException outage) {
            return unavailable(api, caller.origin(), outage);
        }
    }

    private static AwsFailure unavailable(OperationFacts api, Origin origin, StoreException outage) {
        LOG.error("{} {}: {}", api, origin.requestId(), outage.getMessage(), outage);
        return AwsFailure.of(CommonError.SERVICE_UNAVAILABLE, "The service is unavailable. Please try again shortly.");
    }

    private static AwsFailure unexpected(OperationFacts api, Origin origin, RuntimeException bug) {
        LOG.error("{} {}: unexpected", api, origin.requestId(), bug);
        return AwsFailure.of(CommonError.INTERNAL_FAILURE, "An internal error occurred.");
    }

    /** How a change ended; a refusal is a result too, since its trail record has to commit. */
    private sealed interface Ended<R> {
        record Done<R>(R response) implements Ended<R> {}

        record Refused<R>(AwsFailure refusal) implements Ended<R> {}
    }

    /** Remembers what was demanded, so that the record of a refusal names the resource too. */
    private static final class Attempt {
        private Optional<Demand> demand = Optional.empty();

        Demand demands(Demand made) {
            demand = Optional.of(made);
            return made;
        }

        Optional<Demand> demand() {
            return demand;
        }
    }
}
