package dev.keyturn.edge.operation.ssm;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.edge.operation.PageTokens;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Store;

/** The operations of Systems Manager that are served: those of Parameter Store. */
public final class SsmOperations {
    private SsmOperations() {}

    /**
     * @param getSecretValue by which secrets are read as parameters
     * @param region the one that every parameter's ARN names
     */
    public static List<Operation<?, ?, ?>> all(
            Store store,
            Seal seal,
            PageTokens pages,
            Read<GetSecretValueRequest, Optional<StoredSecret>, GetSecretValueResponse> getSecretValue,
            String region) {
        var names = new ParameterNames(region);
        var parameterSeal = new ParameterSeal(seal, names);
        var answers = new ParameterAnswers(names, parameterSeal);
        var reader = new ParameterReader(store, names, answers, new SecretReferences(getSecretValue));
        var targets = new ParameterTargets(names);
        var tagged = new TaggedResource(targets);
        return List.of(
                new PutParameter(names, targets, parameterSeal),
                new GetParameter(reader),
                new GetParameters(reader),
                new GetParametersByPath(store, names, answers, pages),
                new DescribeParameters(store, answers, pages),
                new GetParameterHistory(store, reader, answers, pages),
                new LabelParameterVersion(targets),
                new UnlabelParameterVersion(targets),
                new DeleteParameter(targets),
                new DeleteParameters(targets),
                new AddTagsToResource(tagged),
                new RemoveTagsFromResource(tagged),
                new ListTagsForResource(store, tagged));
    }
}
