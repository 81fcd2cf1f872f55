package dev.keyturn.edge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.OperationFacts;
import dev.keyturn.edge.gate.Origin;
import dev.keyturn.edge.gate.RecordRate;
import dev.keyturn.edge.http.Refusal;
import dev.keyturn.rules.sigv4.PresentedSignature;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.trail.Trail;
import dev.keyturn.state.trail.TrailRecord;
import dev.keyturn.state.trail.TrailRecord.UserIdentity;

/**
 * Records calls that were turned away before it was known who calls. Anybody can make those, so they are recorded
 * one by one only up to a rate; beyond it they are counted, and the next record says how many it stands for.
 */
final class Strangers {
    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    private final Trail trail;
    private final String account;
    private final String region;

    private final RecordRate rate = new RecordRate();

    /** @param account whose trail keeps them; a stranger names none that could be believed */
    Strangers(Trail trail, String account, String region) {
        this.trail = trail;
        this.account = account;
        this.region = region;
    }

    /** @param api empty when it could not be made out */
    void turnedAway(
            Optional<OperationFacts> api, Optional<PresentedSignature> presented, Origin origin, AwsFailure refusal) {
        String code = api.map(found -> refusal.in(found.service()).code()).orElseGet(() -> name(refusal));
        rate.admit(origin.arrival())
                .ifPresent(standsFor ->
                        keep(record(api, presented, origin, code, String.valueOf(refusal.getMessage()), standsFor)));
    }

    /** Something that could not be read as a call at all. Does not block: the record is written behind the answer. */
    void unread(Refusal refusal, Origin origin) {
        rate.admit(origin.arrival())
                .map(standsFor -> record(
                        Optional.empty(),
                        Optional.empty(),
                        origin,
                        refusal.name(),
                        "refused with status " + refusal.status() + " before it was read",
                        standsFor))
                .ifPresent(record -> Thread.startVirtualThread(() -> keep(record)));
    }

    private static String name(AwsFailure refusal) {
        return switch (refusal.kind()) {
            case AwsFailure.Kind.Common(var error) -> error.name();
            case AwsFailure.Kind.Modelled(String shape) -> shape;
        };
    }

    private void keep(TrailRecord record) {
        try {
            trail.record(record);
        } catch (StoreException outage) {
            // The caller is refused all the same: nothing was done, so nothing is missing from the trail but a knock.
            LOG.error("a refused call could not be recorded: {}", outage.getMessage(), outage);
        }
    }

    private TrailRecord record(
            Optional<OperationFacts> api,
            Optional<PresentedSignature> presented,
            Origin origin,
            String errorCode,
            String errorMessage,
            long standsFor) {
        // The key id is what was claimed, and so is worth knowing; the identity is unknown all the same.
        String claimedKey = presented.map(PresentedSignature::accessKeyId).orElse("");
        return new TrailRecord(
                account,
                UUID.randomUUID().toString(),
                origin.arrival(),
                api.map(found -> found.service().eventSource()).orElse("keyturn"),
                api.map(OperationFacts::name).orElse("Unknown"),
                "AwsApiCall",
                false,
                region,
                new UserIdentity("Unknown", "", "", "", claimedKey, ""),
                origin.sourceIp(),
                origin.userAgent(),
                origin.requestId(),
                Optional.of(errorCode),
                Optional.of(errorMessage),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                standsFor == 0 ? Map.of() : Map.of("suppressedSince", Long.toString(standsFor)));
    }
}
