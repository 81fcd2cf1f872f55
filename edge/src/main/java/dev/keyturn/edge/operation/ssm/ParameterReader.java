package dev.keyturn.edge.operation.ssm;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ssm.model.Parameter;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.parameter.ParameterVersion;
import dev.keyturn.state.parameter.Parameters;
import dev.keyturn.state.parameter.StoredParameter;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.Transaction;

/** What GetParameter and GetParameters have in common: names become parameters or secrets, and these answers. */
final class ParameterReader {
    private final Store store;
    private final ParameterNames names;
    private final ParameterAnswers answers;
    private final SecretReferences secrets;

    ParameterReader(Store store, ParameterNames names, ParameterAnswers answers, SecretReferences secrets) {
        this.store = store;
        this.names = names;
        this.answers = answers;
        this.secrets = secrets;
    }

    /** The parameters in one look at the store; the secrets each in their cache. */
    List<ParameterLookup> find(List<String> given, Caller caller) {
        List<ParameterReference> references = given.stream()
                .map(text -> ParameterReference.parse(text, caller.account(), names))
                .toList();
        List<ParameterLookup> found = store.read(tx -> references.stream()
                .map(reference -> look(reference, caller, tx))
                .toList());
        return found.stream().map(lookup -> withSecret(lookup, caller)).toList();
    }

    private ParameterLookup withSecret(ParameterLookup lookup, Caller caller) {
        return lookup.reference().secretName().isEmpty()
                ? lookup
                : new ParameterLookup(
                        lookup.reference(),
                        Optional.empty(),
                        Optional.empty(),
                        secrets.find(lookup.reference(), caller));
    }

    private static ParameterLookup look(ParameterReference reference, Caller caller, Transaction tx) {
        if (!reference.own()
                || reference.fault().isPresent()
                || reference.secretName().isPresent()) {
            return new ParameterLookup(reference, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Parameters parameters = new Parameters(tx);
        Optional<StoredParameter> stored = parameters.find(caller.account(), reference.arnName());
        return new ParameterLookup(
                reference, stored, stored.flatMap(found -> selected(reference, found, parameters)), Optional.empty());
    }

    private static Optional<ParameterVersion> selected(
            ParameterReference reference, StoredParameter stored, Parameters parameters) {
        if (reference.selector().isEmpty()) {
            return Optional.of(stored.parameter().latest());
        }
        String selector = reference.selector().get();
        return isNumber(selector)
                ? parameters.version(stored.parameter(), Long.parseLong(selector))
                : parameters.labelled(stored.parameter(), selector);
    }

    /** Of a version; a label begins with no digit, and none has so many versions. */
    private static boolean isNumber(String selector) {
        return selector.length() <= 18 && selector.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** One demand for each name; for a secret's also that of reading the secret itself. */
    Demand demand(Api<?> api, List<ParameterLookup> lookups, Caller caller) {
        Demand all = demand(api, lookups.getFirst(), caller);
        for (ParameterLookup further : lookups.subList(1, lookups.size())) {
            all = all.and(demand(api, further, caller))
                    .recordedAs(ParameterNames.TYPE, further.reference().arn())
                    .recordedAs(ParameterNames.TYPE, further.reference().name());
            all = secrets.recorded(all, further);
        }
        return all;
    }

    private Demand demand(Api<?> api, ParameterLookup lookup, Caller caller) {
        Demand demand = ParameterNames.demand(
                api, lookup.reference().arn(), lookup.reference().name(), lookup.tags());
        return lookup.reference().secretName().isPresent()
                ? secrets.recorded(demand, lookup).and(secrets.demand(lookup, caller))
                : demand;
    }

    /** @throws AwsFailure when the name means nothing that can be answered */
    Parameter answer(ParameterLookup lookup, boolean withDecryption, Authorized<?, ?> authorized) {
        ParameterReference reference = lookup.reference();
        reference.fault().ifPresent(fault -> {
            throw fault;
        });
        if (reference.secretName().isPresent()) {
            return secrets.answer(lookup, withDecryption, authorized);
        }
        StoredParameter stored = lookup.stored().orElseThrow(() -> ParameterNames.notFound(reference.given()));
        ParameterVersion version = lookup.selected().orElseThrow(() -> noVersion(reference));
        return answers.parameter(stored.parameter(), version, withDecryption)
                .selector(reference.selector().map(selector -> ":" + selector).orElse(null))
                .build();
    }

    /** The readings of secrets among what was answered. */
    List<Read.Part> parts(Collection<ParameterLookup> answered, Caller caller) {
        return answered.stream()
                .filter(ParameterReader::readsASecret)
                .map(lookup -> secrets.part(lookup, caller))
                .toList();
    }

    Optional<Consumer<Transaction>> notes(Collection<ParameterLookup> answered, Authorized<?, ?> authorized) {
        return answered.stream()
                .filter(ParameterReader::readsASecret)
                .flatMap(lookup -> secrets.notes(lookup, authorized).stream())
                .reduce(Consumer::andThen);
    }

    private static boolean readsASecret(ParameterLookup lookup) {
        return lookup.reference().secretName().isPresent() && lookup.secret().isPresent();
    }

    private static AwsFailure noVersion(ParameterReference reference) {
        String selector = reference.selector().orElse("");
        String what = isNumber(selector) ? "version" : "label";
        return AwsFailure.of(
                "ParameterVersionNotFoundException",
                "Systems Manager could not find " + what + " " + selector + " of " + reference.name() + ". Verify the "
                        + what + " and try again.");
    }
}
