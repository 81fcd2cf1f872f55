package dev.keyturn.edge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.OperationFacts;
import dev.keyturn.edge.aws.Redaction;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.state.identity.Principal;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/** What the trail says of a call whose caller is known. */
final class CallRecords {
    private final String region;

    CallRecords(String region) {
        this.region = region;
    }

    TrailRecord changed(
            OperationFacts api, AwsRequest request, AwsResponse response, Optional<Demand> demand, Caller caller) {
        Optional<String> elements = Optional.of(Redaction.tree(api.service(), response))
                .filter(tree -> !tree.isEmpty())
                .map(Object::toString);
        return record(api, false, Optional.of(request), elements, demand, caller, Optional.empty());
    }

    /** As CloudTrail, without response elements: they would hold what was read. */
    TrailRecord read(OperationFacts api, AwsRequest request, Optional<Demand> demand, Caller caller) {
        return record(api, true, Optional.of(request), Optional.empty(), demand, caller, Optional.empty());
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
        return new TrailRecord(
                caller.account(),
                UUID.randomUUID().toString(),
                caller.origin().arrival(),
                api.service().eventSource(),
                api.name(),
                "AwsApiCall",
                readOnly,
                region,
                identity(caller),
                caller.origin().sourceIp(),
                caller.origin().userAgent(),
                caller.origin().requestId(),
                refusal.map(failure -> failure.in(api.service()).code()),
                refusal.map(AwsFailure::getMessage),
                request.map(given -> Redaction.tree(api.service(), given))
                        .filter(tree -> !tree.isEmpty())
                        .map(Object::toString),
                responseElements,
                demand.map(Demand::trailResources).orElseGet(List::of),
                Map.of());
    }

    private static UserIdentity identity(Caller caller) {
        Principal principal = caller.principal();
        String key = caller.accessKeyId().orElse("");
        String arn = principal.arn().toString();
        return switch (principal) {
            case Principal.Root _ -> new UserIdentity("Root", principal.uniqueId(), arn, principal.account(), key, "");
            case Principal.IamUser(var user) ->
                new UserIdentity("IAMUser", principal.uniqueId(), arn, principal.account(), key, user.name());
            case Principal.RoleSession _ ->
                new UserIdentity("AssumedRole", principal.uniqueId(), arn, principal.account(), key, "");
            case Principal.FederatedUser _ ->
                new UserIdentity("FederatedUser", principal.uniqueId(), arn, principal.account(), key, "");
            case Principal.Federated federated ->
                new UserIdentity(
                        switch (federated.kind()) {
                            case WEB_IDENTITY -> "WebIdentityUser";
                            case SAML -> "SAMLUser";
                        },
                        principal.uniqueId(),
                        "",
                        "",
                        "",
                        federated.userName());
        };
    }
}
