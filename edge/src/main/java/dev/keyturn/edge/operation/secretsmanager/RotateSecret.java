package dev.keyturn.edge.operation.secretsmanager;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationFunction;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTask;
import dev.keyturn.state.secret.Secret;
import dev.keyturn.state.secret.Secret.RotationSettings;
import dev.keyturn.state.secret.SecretVersion;
import dev.keyturn.state.secret.Secrets;
import dev.keyturn.state.secret.StoredSecret;
import dev.keyturn.state.store.Transaction;

/**
 * Configures rotation and records that one is due. Nothing here reaches a database: the rotation itself begins from
 * the journal, after this has committed.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html">RotateSecret</a>
 */
final class RotateSecret implements Change<RotateSecretRequest, RotatedSecret, RotateSecretResponse> {
    private static final Api<RotateSecretRequest> API =
            new Api<>("secretsmanager", "RotateSecret", RotateSecretRequest.class, RotateSecretRequest::builder);

    private final SecretIds ids;
    private final ClientTokens tokens;
    private final LoginRegistration logins;
    private final OthersFunctions others;

    RotateSecret(SecretIds ids, ClientTokens tokens, LoginRegistration logins, OthersFunctions others) {
        this.ids = ids;
        this.tokens = tokens;
        this.logins = logins;
        this.others = others;
    }

    @Override
    public Api<RotateSecretRequest> api() {
        return API;
    }

    @Override
    public RotatedSecret resolve(RotateSecretRequest request, Caller caller, Transaction tx) {
        Optional<StoredSecret> found = SecretIds.find(request.secretId(), caller, tx);
        Optional<String> function = function(request, found.map(StoredSecret::secret));
        if (function.filter(others::include).isPresent()) {
            return RotatedSecret.byFunction(found, function.get());
        }
        boolean ofKeys = function.flatMap(RotationFunction::of)
                .filter(known -> known == RotationFunction.IAM_ACCESS_KEY)
                .isPresent();
        Optional<Arn> administrator =
                ofKeys ? Optional.empty() : found.flatMap(stored -> logins.administrator(stored, tx));
        return new RotatedSecret(
                found,
                ofKeys,
                ofKeys ? found.flatMap(stored -> logins.user(stored, tx)) : Optional.empty(),
                administrator,
                administrator.flatMap(arn -> SecretIds.find(arn.toString(), caller, tx)),
                Optional.empty());
    }

    @Override
    public Demand demand(RotateSecretRequest request, RotatedSecret target, Caller caller) {
        Demand demand = ids.demand(API, request.secretId(), target.found(), caller)
                .with("secretsmanager:RotateImmediately", Boolean.toString(immediately(request)))
                .with("secretsmanager:ModifyRotationRules", Boolean.toString(request.rotationRules() != null));
        if (request.rotationLambdaARN() != null) {
            demand = demand.with("secretsmanager:RotationLambdaARN", request.rotationLambdaARN());
        }
        return target.besides(demand, ids, caller);
    }

    @Override
    public RotateSecretResponse perform(Authorized<RotateSecretRequest, RotatedSecret> authorized, Transaction tx) {
        RotateSecretRequest request = authorized.request();
        StoredSecret stored =
                SecretIds.primary(request.secretId(), authorized.target().found());
        refuseWhatIsNotServed(request);
        boolean rotatedByItsService =
                stored.secret().rotation().filter(RotationSettings::enabled).isPresent();
        if (request.rotationLambdaARN() != null || !rotatedByItsService) {
            SecretIds.requireUnmanaged(stored); // its service says how it is rotated; anybody allowed may say when
        }
        String token = tokens.of(request.clientRequestToken(), authorized.caller());
        var journal = new RotationJournal(tx);
        if (isAskedAgain(journal, stored, token)) {
            return answer(stored.secret(), token);
        }
        RotationSettings settings = settings(request, stored.secret(), tx.now());
        boolean byFunction = others.include(settings.functionArn());
        if (!byFunction) {
            logins.register(builtIn(settings.functionArn()), stored, tx);
        }
        new Secrets(tx)
                .update(SecretEdit.of(stored.secret(), tx.now())
                        .rotation(settings)
                        .done());
        Secret secret = stored.secret();
        boolean begun = immediately(request)
                ? journal.begin(secret.account(), secret.arn(), token, tx.now())
                // "Secrets Manager tests the rotation configuration by running the testSecret step"
                : !byFunction || journal.beginTrial(secret.account(), secret.arn(), token, tx.now());
        if (!begun) {
            throw incomplete();
        }
        return answer(secret, token);
    }

    private static boolean immediately(RotateSecretRequest request) {
        return !Boolean.FALSE.equals(request.rotateImmediately());
    }

    private static void refuseWhatIsNotServed(RotateSecretRequest request) {
        if (request.hasExternalSecretRotationMetadata() || request.externalSecretRotationRoleArn() != null) {
            throw AwsFailure.of("InvalidParameterException", "Managed external secrets aren't available.");
        }
    }

    /**
     * Whether this very rotation is under way or done already. A rotation that was cancelled half-way is neither: the
     * same token takes it up again, and no other one can until its pending version is out of the way.
     */
    private static boolean isAskedAgain(RotationJournal journal, StoredSecret stored, String token) {
        Optional<RotationTask> underWay = journal.task(stored.secret().arn());
        if (underWay.isPresent()) {
            if (underWay.get().token().equals(token)) {
                return true;
            }
            throw incomplete();
        }
        Optional<SecretVersion> leftPending = stored.staged(SecretVersion.PENDING)
                .filter(version -> !version.stages().contains(SecretVersion.CURRENT));
        if (leftPending.isPresent()) {
            if (leftPending.get().id().equals(token)) {
                return false;
            }
            throw incomplete();
        }
        return stored.version(token).isPresent();
    }

    private static AwsFailure incomplete() {
        return AwsFailure.of(
                "InvalidRequestException", "A previous rotation isn't complete. That rotation will be reattempted.");
    }

    /** What the request says, and what was there where it says nothing. */
    private static RotationSettings settings(RotateSecretRequest request, Secret secret, Instant now) {
        Optional<RotationSettings> before = secret.rotation();
        String function = function(request, Optional.of(secret))
                .orElseThrow(() -> AwsFailure.of(
                        "InvalidRequestException", "No Lambda rotation function ARN is associated with this secret."));
        RotationRules rules = Optional.ofNullable(request.rotationRules())
                .map(given -> RotationRules.parse(given, now))
                .or(() -> before.map(RotationRules::of))
                .orElse(RotationRules.NONE);
        return new RotationSettings(
                true,
                function,
                rules.schedule(),
                rules.automaticallyAfterDays(),
                rules.window(),
                before.flatMap(RotationSettings::lastRotated),
                rules.next(now));
    }

    /** The ARN that the request gives, and the one from before where it gives none. */
    private static Optional<String> function(RotateSecretRequest request, Optional<Secret> secret) {
        return Optional.ofNullable(request.rotationLambdaARN())
                .filter(arn -> !arn.isEmpty())
                .or(() -> secret.flatMap(Secret::rotation).map(RotationSettings::functionArn));
    }

    private static RotationFunction builtIn(String functionArn) {
        if (!functionArn.startsWith("arn:")) {
            throw AwsFailure.of("InvalidParameterException", "RotationLambdaARN must be the ARN of a Lambda function.");
        }
        return RotationFunction.of(functionArn)
                .orElseThrow(() -> AwsFailure.of(
                        "ResourceNotFoundException",
                        "Secrets Manager can't find the specified Lambda function: " + functionArn
                                + ". The rotation functions that are built in have the names of AWS's templates."));
    }

    private static RotateSecretResponse answer(Secret secret, String token) {
        return RotateSecretResponse.builder()
                .arn(secret.arn().toString())
                .name(secret.name())
                .versionId(token)
                .build();
    }
}
