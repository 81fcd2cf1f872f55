package dev.keyturn.edge.aws;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

import dev.keyturn.edge.aws.ShapeFacts.Structure;

/** What the API model says of one service. Immutable; made by {@link ApiFacts}. */
public final class ServiceFacts {
    private final String serviceId;
    private final String signingName;
    private final String eventSource;
    private final Protocol protocol;
    private final String apiVersion;
    private final Optional<String> targetPrefix;
    private final String xmlNamespace;
    private final Set<String> sensitiveMembers;
    private final Map<String, OperationFacts> operations;
    private final Map<String, ErrorFacts> errors;
    private final Map<String, ShapeFacts> shapes;

    ServiceFacts(JsonNode json) {
        serviceId = json.get("serviceId").stringValue();
        signingName = json.get("signingName").stringValue();
        eventSource = FactsReader.text(json, "eventSource").orElse(signingName + ".amazonaws.com");
        protocol = FactsReader.protocol(json.get("protocol").stringValue());
        apiVersion = json.get("apiVersion").stringValue();
        targetPrefix = FactsReader.text(json, "targetPrefix");
        xmlNamespace = FactsReader.text(json, "xmlNamespace").orElse("");
        sensitiveMembers = FactsReader.texts(json, "sensitive");
        errors = FactsReader.errors(json.get("errors"));
        shapes = FactsReader.shapes(json.get("shapes"));
        Map<String, OperationFacts> read = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.get("operations").properties()) {
            read.put(entry.getKey(), FactsReader.operation(this, entry.getKey(), entry.getValue()));
        }
        operations = Map.copyOf(read);
    }

    /** As the SDK's client has it, {@code Secrets Manager}. */
    public String serviceId() {
        return serviceId;
    }

    /** The service in a credential scope and the prefix of IAM actions, {@code secretsmanager}. */
    public String signingName() {
        return signingName;
    }

    /** CloudTrail's {@code eventSource}, {@code secretsmanager.amazonaws.com}; of what AWS does not have, ours. */
    public String eventSource() {
        return eventSource;
    }

    public Protocol protocol() {
        return protocol;
    }

    /** {@code 2010-05-08}. */
    public String apiVersion() {
        return apiVersion;
    }

    /** JSON only: what stands before the operation's name in {@code X-Amz-Target}. */
    public Optional<String> targetPrefix() {
        return targetPrefix;
    }

    /** Query only; empty otherwise. */
    public String xmlNamespace() {
        return xmlNamespace;
    }

    /** Names of members, in inputs, outputs and nested structures, whose values may appear in no log or trail. */
    public Set<String> sensitiveMembers() {
        return sensitiveMembers;
    }

    public Optional<OperationFacts> operation(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    public Collection<OperationFacts> operations() {
        return operations.values();
    }

    /** @param name as the model or as the SDK's exception class spells it, with or without {@code Exception} */
    public Optional<ErrorFacts> error(String name) {
        ErrorFacts exact = errors.get(name);
        if (exact == null && name.endsWith("Exception")) {
            exact = errors.get(name.substring(0, name.length() - "Exception".length()));
        }
        return Optional.ofNullable(exact);
    }

    public Set<String> errorNames() {
        return errors.keySet();
    }

    /** @throws IllegalArgumentException when the facts hold no such shape, which is a bug */
    public ShapeFacts shape(String name) {
        ShapeFacts shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no shape `" + name + "` in `" + serviceId + "`");
        }
        return shape;
    }

    /** The input of that operation; a structure without members when it has none. */
    public Structure input(OperationFacts operation) {
        return operation
                .input()
                .map(name -> (Structure) shape(name))
                .orElseGet(() -> new Structure(Set.of(), Map.of(), false));
    }

    /** All strings and blobs that inputs have. */
    Stream<ShapeFacts.Text> texts() {
        return shapes.values().stream()
                .filter(ShapeFacts.Text.class::isInstance)
                .map(ShapeFacts.Text.class::cast);
    }

    @Override
    public String toString() {
        return "ServiceFacts[" + serviceId + " " + apiVersion + "]";
    }
}
