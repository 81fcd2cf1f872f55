package dev.keyturn.edge.operation.rds;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Change;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.DatabaseInstances;
import dev.keyturn.state.instance.MasterPassword;
import dev.keyturn.state.rotation.Engine;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.store.Transaction;

/**
 * Changes who keeps the master password, or the password itself: then a rotation becomes due, and the database has the
 * new one when that has finished. Of everything else that RDS can change only IAM authentication is ours.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html">ModifyDBInstance
 *     </a>
 */
final class ModifyDBInstance
        implements Change<ModifyDbInstanceRequest, Optional<DatabaseInstance>, ModifyDbInstanceResponse> {
    private static final Api<ModifyDbInstanceRequest> API =
            new Api<>("rds", "ModifyDBInstance", ModifyDbInstanceRequest.class, ModifyDbInstanceRequest::builder);

    private static final Set<String> SERVED = Set.of(
            "DBInstanceIdentifier",
            "ApplyImmediately",
            "MasterUserPassword",
            "ManageMasterUserPassword",
            "RotateMasterUserPassword",
            "MasterUserSecretKmsKeyId",
            "EnableIAMDatabaseAuthentication");

    private static final int SHORTEST_PASSWORD = 8;
    private static final Pattern PASSWORD = Pattern.compile("[!#-.0-?A-~]*");

    private final InstanceIds ids;
    private final InstanceAnswer answer;

    ModifyDBInstance(InstanceIds ids, InstanceAnswer answer) {
        this.ids = ids;
        this.answer = answer;
    }

    @Override
    public Api<ModifyDbInstanceRequest> api() {
        return API;
    }

    @Override
    public Optional<DatabaseInstance> resolve(ModifyDbInstanceRequest request, Caller caller, Transaction tx) {
        return ids.find(request.dbInstanceIdentifier(), caller.account(), tx);
    }

    /** Who has a secret made or rotated must be allowed to do that too, as AWS has it. */
    @Override
    public Demand demand(ModifyDbInstanceRequest request, Optional<DatabaseInstance> target, Caller caller) {
        Demand demand = ids.demand(API, request.dbInstanceIdentifier(), target, caller.account());
        if (request.manageMasterUserPassword() != null) {
            demand = demand.with(
                    "rds:ManageMasterUserPassword",
                    request.manageMasterUserPassword().toString());
        }
        Optional<Arn> secret = target.flatMap(DatabaseInstance::masterSecret);
        if (secret.isPresent() && manages(request)) {
            demand = demand.and(
                    Demand.on("secretsmanager:CreateSecret", secret.get().toString())
                            .alsoNeeding("secretsmanager:TagResource"));
        }
        if (secret.isPresent() && rotates(request)) {
            demand = demand.and(
                    Demand.on("secretsmanager:RotateSecret", secret.get().toString()));
        }
        return demand;
    }

    @Override
    public ModifyDbInstanceResponse perform(
            Authorized<ModifyDbInstanceRequest, Optional<DatabaseInstance>> authorized, Transaction tx) {
        ModifyDbInstanceRequest request = authorized.request();
        DatabaseInstance instance = InstanceIds.existing(request.dbInstanceIdentifier(), authorized.target());
        refuseWhatIsNotServed(request);
        requireCombination(request, instance);
        if (request.enableIAMDatabaseAuthentication() != null) {
            instance = instance.withIamAuthentication(request.enableIAMDatabaseAuthentication());
            new DatabaseInstances(tx).update(instance);
        }
        DatabaseInstance changed = changePassword(request, instance, answer.passwords(tx));
        return ModifyDbInstanceResponse.builder()
                .dbInstance(answer.of(changed, tx))
                .build();
    }

    private static boolean manages(ModifyDbInstanceRequest request) {
        return Boolean.TRUE.equals(request.manageMasterUserPassword());
    }

    private static boolean rotates(ModifyDbInstanceRequest request) {
        return Boolean.TRUE.equals(request.rotateMasterUserPassword());
    }

    private static void refuseWhatIsNotServed(ModifyDbInstanceRequest request) {
        for (SdkField<?> field : request.sdkFields()) {
            Object value = field.getValueOrDefault(request);
            boolean given = value != null && !(value instanceof SdkAutoConstructList);
            if (given && !SERVED.contains(field.memberName())) {
                throw AwsFailure.of(
                        CommonError.INVALID_PARAMETER_VALUE,
                        "The parameter " + field.memberName()
                                + " isn't available: the database is registered here, not provisioned.");
            }
        }
    }

    private static void requireCombination(ModifyDbInstanceRequest request, DatabaseInstance instance) {
        boolean password = request.masterUserPassword() != null;
        boolean unmanages = Boolean.FALSE.equals(request.manageMasterUserPassword());
        if (manages(request) && password) {
            throw combination("You can't specify both ManageMasterUserPassword and MasterUserPassword.");
        }
        if (instance.masterManaged() && password && !unmanages) {
            throw combination(
                    "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.");
        }
        if (instance.masterManaged() && unmanages && !password) {
            throw combination("You must specify MasterUserPassword when you turn off ManageMasterUserPassword.");
        }
        if (request.masterUserSecretKmsKeyId() != null && (!manages(request) || instance.masterManaged())) {
            throw combination(
                    "You can specify MasterUserSecretKmsKeyId only when you turn on ManageMasterUserPassword.");
        }
        if (rotates(request)) {
            requireRotatable(request, instance);
        }
    }

    private static void requireRotatable(ModifyDbInstanceRequest request, DatabaseInstance instance) {
        if (!Boolean.TRUE.equals(request.applyImmediately())) {
            throw combination("You must specify apply immediately when rotating the master user password.");
        }
        if (!instance.masterManaged() || Boolean.FALSE.equals(request.manageMasterUserPassword())) {
            throw combination(
                    "You can rotate the master user password only of an instance with ManageMasterUserPassword enabled.");
        }
    }

    private static DatabaseInstance changePassword(
            ModifyDbInstanceRequest request, DatabaseInstance instance, MasterPassword passwords) {
        boolean takesOver = manages(request) && !instance.masterManaged();
        if (!takesOver && !rotates(request) && request.masterUserPassword() == null) {
            return instance;
        }
        if (instance.masterSecret().isEmpty()) {
            throw AwsFailure.of(
                    "InvalidDBInstanceStateFault",
                    "The master password of " + instance.identifier()
                            + " isn't known: register the database again and tell it there.");
        }
        if (passwords.isChanging(instance)) {
            throw AwsFailure.of("InvalidDBInstanceStateFault", "Database instance is not in available state.");
        }
        if (takesOver) {
            return passwords.manage(instance, Optional.ofNullable(request.masterUserSecretKmsKeyId()));
        }
        if (rotates(request)) {
            passwords.rotate(instance);
            return instance;
        }
        requirePassword(request.masterUserPassword(), instance.engine());
        return passwords.set(instance, SecretBytes.ofUtf8(request.masterUserPassword()));
    }

    /** As RDS's CreateDBInstance lists the lengths for each engine. */
    private static void requirePassword(String password, Engine engine) {
        int longest = switch (engine) {
            case POSTGRES, SQLSERVER -> 128;
            case MARIADB, MYSQL -> 41;
            case ORACLE -> 30;
            case REDIS, IAM -> throw new IllegalStateException(engine.name().toLowerCase(Locale.ROOT));
        };
        String problem = "The parameter MasterUserPassword is not a valid password";
        if (password.length() < SHORTEST_PASSWORD) {
            throw value(problem + " because it is shorter than " + SHORTEST_PASSWORD + " characters.");
        }
        if (password.length() > longest) {
            throw value(problem + " because it is longer than " + longest + " characters.");
        }
        if (!PASSWORD.matcher(password).matches()) {
            throw value(problem + ". Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.");
        }
    }

    private static AwsFailure combination(String message) {
        return AwsFailure.of(CommonError.INVALID_PARAMETER_COMBINATION, message);
    }

    private static AwsFailure value(String message) {
        return AwsFailure.of(CommonError.INVALID_PARAMETER_VALUE, message);
    }
}
