package dev.keyturn.edge;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.OperationFacts;
import dev.keyturn.edge.aws.Redaction;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.trail.TrailRecord;

/** What the trail says of a call whose caller is known. */
final class CallRecords {
    private final String region;

    private final RootUse rootUse = new RootUse();

    CallRecords(String region) {
        this.region = region;
    }

    TrailRecord changed(
            OperationFacts api, AwsRequest request, AwsResponse response, Optional<Demand> demand, Caller caller) {
        return record(api, false, Optional.of(request), elements(api, response), demand, caller, Optional.empty());
    }

    /**
     * As CloudTrail, mostly without response elements: they would hold what was read.
     *
     * @param response of an operation that gives something out, as credentials
     */
    TrailRecord read(
            OperationFacts api,
            AwsRequest request,
            Optional<AwsResponse> response,
            Optional<Demand> demand,
            Caller caller) {
        return record(
                api,
                true,
                Optional.of(request),
                response.flatMap(answer -> elements(api, answer)),
                demand,
                caller,
                Optional.empty());
    }

    /** Of what ran as a part of another call, with which it shares the request's id. */
    TrailRecord part(OperationFacts api, Read.Part part, Caller caller) {
        return record(
                api,
                true,
                Optional.of(part.request()),
                Optional.empty(),
                Optional.of(part.demand()),
                caller,
                part.errorCode(),
                part.errorMessage());
    }

    /** The record, and the copy for another account if it owns what the call was about. */
    static List<TrailRecord> withCopy(TrailRecord record, Optional<Demand> demand) {
        Optional<String> owner = demand.flatMap(Demand::owner);
        if (owner.isEmpty()) {
            return List.of(record);
        }
        String shared = UUID.randomUUID().toString();
        return List.of(
                record.shared(shared),
                record.forOwner(owner.get(), UUID.randomUUID().toString(), shared));
    }

    private static Optional<String> elements(OperationFacts api, AwsResponse response) {
        return Optional.of(Redaction.tree(api.service(), response))
                .filter(tree -> !tree.isEmpty())
                .map(Object::toString);
    }

    TrailRecord refused(
            OperationFacts api,
            boolean readOnly,
            Optional<AwsRequest> request,
            Optional<Demand> demand,
            Caller caller,
            AwsFailure refusal) {
        return record(api, readOnly, request, Optional.empty(), demand, caller, Optional.of(refusal));
    }

    private TrailRecord record(
            OperationFacts api,
            boolean readOnly,
            Optional<AwsRequest> request,
            Optional<String> responseElements,
            Optional<Demand> demand,
            Caller caller,
            Optional<AwsFailure> refusal) {
        return record(
                api,
                readOnly,
                request,
                responseElements,
                demand,
                caller,
                refusal.map(failure -> failure.in(api.service()).code()),
                refusal.map(AwsFailure::getMessage));
    }

    private TrailRecord record(
            OperationFacts api,
            boolean readOnly,
            Optional<AwsRequest> request,
            Optional<String> responseElements,
            Optional<Demand> demand,
            Caller caller,
            Optional<String> errorCode,
            Optional<String> errorMessage) {
        return new TrailRecord(
                caller.account(),
                UUID.randomUUID().toString(),
                caller.origin().arrival(),
                api.service().eventSource(),
                api.name(),
                "AwsApiCall",
                readOnly,
                region,
                CallerIdentity.of(caller),
                caller.origin().sourceIp(),
                caller.origin().userAgent(),
                caller.origin().requestId(),
                errorCode,
                errorMessage,
                request.map(given -> Redaction.tree(api.service(), given))
                        .filter(tree -> !tree.isEmpty())
                        .map(Object::toString),
                responseElements,
                demand.map(Demand::trailResources).orElseGet(List::of),
                rootUse.mark(caller));
    }
}
