package dev.keyturn.edge.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the public API models say of every service that is served: loaded once, immutable. The data was extracted from
 * botocore's models by {@code dev.d/extract-api-facts.py}; {@code keyturn} is ours, which servers call each other by.
 */
public final class ApiFacts {
    private static final List<String> FILES =
            List.of("sts", "iam", "secretsmanager", "cloudtrail", "rds", "ssm", "keyturn");

    private final Map<String, ServiceFacts> bySigningName;

    private ApiFacts(List<ServiceFacts> services) {
        bySigningName = services.stream().collect(Collectors.toMap(ServiceFacts::signingName, Function.identity()));
    }

    /** Reads all resources, in some 100 ms: once per process. */
    public static ApiFacts load() {
        JsonMapper mapper = JsonMapper.builder().build();
        return new ApiFacts(FILES.stream().map(name -> read(mapper, name)).toList());
    }

    private static ServiceFacts read(JsonMapper mapper, String name) {
        String resource = "facts/" + name + ".json";
        try (InputStream stream = ApiFacts.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("no resource `" + resource + "`");
            }
            return new ServiceFacts(mapper.readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException("reading `" + resource + "`", e);
        }
    }

    /** @param signingName the service in a credential scope, {@code secretsmanager} */
    public Optional<ServiceFacts> service(String signingName) {
        return Optional.ofNullable(bySigningName.get(signingName));
    }

    public List<ServiceFacts> services() {
        return List.copyOf(bySigningName.values());
    }
}
