package dev.keyturn.edge.replication;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.keyturn.edge.replication.RegionAnswer.Refused;
import dev.keyturn.edge.replication.RegionAnswer.Taken;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.ReplicaDelivery;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.StoredSecret;

/** One delivery: the state of a secret, in as many calls as its values need. */
final class Delivery {
    /** Of values in one call, whose body may have a megabyte: in base64 they take a third more. */
    private static final int MOST_BYTES = 512 * 1024;
    /** A secret has some hundred versions at most; a server that never has enough is not asked for ever. */
    private static final int MOST_CALLS = 200;
    /** A version that is as new as that may not be there yet; what is guessed wrong is asked for. */
    private static final long LATELY = 60_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RegionClient client;
    private final Seal seal;

    Delivery(RegionClient client, Seal seal) {
        this.client = client;
        this.seal = seal;
    }

    RegionAnswer deliver(ReplicaDelivery delivery) throws InterruptedException {
        if (delivery.removed() || delivery.secret().isEmpty()) {
            ObjectNode json = JSON.createObjectNode()
                    .put("SecretId", delivery.arn().toString())
                    .put("Generation", delivery.generation());
            return client.call(delivery.arn().account(), "RemoveReplica", json.toString());
        }
        StoredSecret secret = delivery.secret().get();
        Set<String> wanted = guessed(delivery, secret);
        for (int calls = 0; calls < MOST_CALLS; calls++) {
            RegionAnswer answer = client.call(
                    delivery.arn().account(), "ReplicateSecret", request(delivery, secret, fitting(secret, wanted)));
            if (!(answer instanceof Taken(List<String> missing)) || missing.isEmpty()) {
                return answer;
            }
            wanted = new HashSet<>(missing);
        }
        return new Refused("the region keeps asking for values that it was sent");
    }

    private static Set<String> guessed(ReplicaDelivery delivery, StoredSecret secret) {
        Set<String> guessed = new HashSet<>();
        for (SecretVersion version : secret.versions()) {
            if (version.created().toEpochMilli() >= delivery.delivered() - LATELY) {
                guessed.add(version.id());
            }
        }
        return guessed;
    }

    /** As many of them as go into one call: labels move once the versions that wear them are there, so these first. */
    private static Set<String> fitting(StoredSecret secret, Set<String> wanted) {
        Set<String> fitting = new HashSet<>();
        int bytes = 0;
        for (boolean labelled : new boolean[] {true, false}) {
            for (SecretVersion version : secret.versions()) {
                if (version.stages().isEmpty() != labelled && wanted.contains(version.id())) {
                    bytes += version.value().map(value -> value.bytes().length).orElse(0);
                    if (bytes > MOST_BYTES && !fitting.isEmpty()) {
                        return fitting;
                    }
                    fitting.add(version.id());
                }
            }
        }
        return fitting;
    }

    private String request(ReplicaDelivery delivery, StoredSecret secret, Set<String> withValues) {
        return JSON.createObjectNode()
                .put("SecretId", delivery.arn().toString())
                .put("Generation", delivery.generation())
                .put("First", delivery.first())
                .put("Overwrite", delivery.first() && delivery.overwrite())
                .put("State", SecretMessage.write(delivery, secret, withValues, seal))
                .toString();
    }
}
