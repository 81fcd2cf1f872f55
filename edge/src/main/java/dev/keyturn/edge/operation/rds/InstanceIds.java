package dev.keyturn.edge.operation.rds;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.aws.CommonError;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.instance.DatabaseInstance;
import dev.keyturn.state.instance.DatabaseInstances;
import dev.keyturn.state.store.Transaction;

/** What an identifier or an ARN of a database means: for the decision, and for the answer when it means nothing. */
final class InstanceIds {
    private static final String TYPE = "AWS::RDS::DBInstance";
    private static final String RESOURCE = "db:";

    private final String region;

    InstanceIds(String region) {
        this.region = region;
    }

    /** @param id an identifier in any case, or an ARN; another account's or region's means nothing */
    Optional<DatabaseInstance> find(String id, String account, Transaction tx) {
        String own = Arn.of("rds", region, account, RESOURCE).toString();
        if (!id.startsWith("arn:")) {
            return new DatabaseInstances(tx).find(account, id);
        }
        return id.startsWith(own)
                ? new DatabaseInstances(tx).find(account, id.substring(own.length()))
                : Optional.empty();
    }

    /** On the ARN that the id means, which follows from the id alone: absent and forbidden look the same. */
    Demand demand(Api<?> api, String id, Optional<DatabaseInstance> found, String account) {
        String arn = id.startsWith("arn:")
                ? id
                : Arn.of("rds", region, account, RESOURCE + id.toLowerCase(Locale.ROOT))
                        .toString();
        Demand demand = Demand.on(api.action(), arn).recordedAs(TYPE, id);
        for (Map.Entry<String, String> tag :
                found.map(DatabaseInstance::tags).orElse(Map.of()).entrySet()) {
            demand = demand.with("aws:ResourceTag/" + tag.getKey(), tag.getValue())
                    .with("rds:db-tag/" + tag.getKey(), tag.getValue());
        }
        return demand;
    }

    static DatabaseInstance existing(String id, Optional<DatabaseInstance> found) {
        return found.orElseThrow(() -> AwsFailure.of("DBInstanceNotFoundFault", "DBInstance " + id + " not found."));
    }

    /** @throws AwsFailure when a resource name is no ARN of a database, or there is none of it */
    static DatabaseInstance named(String arn, Optional<DatabaseInstance> found) {
        if (!arn.startsWith("arn:") || !arn.contains(":" + RESOURCE)) {
            throw AwsFailure.of(CommonError.INVALID_PARAMETER_VALUE, "Invalid resource name: " + arn);
        }
        return existing(arn.substring(arn.lastIndexOf(':') + 1), found);
    }
}
