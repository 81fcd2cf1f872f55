package dev.keyturn.edge.operation.rds;

import java.util.List;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersRequest;
import software.amazon.awssdk.services.rds.model.DescribeDbClustersResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.arn.Arn;

/** There are none: each registered database stands for itself. Tools ask for them beside the instances. */
final class DescribeDBClusters implements Read<DescribeDbClustersRequest, Nothing, DescribeDbClustersResponse> {
    private static final Api<DescribeDbClustersRequest> API =
            new Api<>("rds", "DescribeDBClusters", DescribeDbClustersRequest.class, DescribeDbClustersRequest::builder);

    private final String region;

    DescribeDBClusters(String region) {
        this.region = region;
    }

    @Override
    public Api<DescribeDbClustersRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(DescribeDbClustersRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(DescribeDbClustersRequest request, Nothing target, Caller caller) {
        String identifier = request.dbClusterIdentifier() == null ? "*" : request.dbClusterIdentifier();
        return Demand.on(
                API.action(),
                Arn.of("rds", region, caller.account(), "cluster:" + identifier).toString());
    }

    @Override
    public DescribeDbClustersResponse perform(Authorized<DescribeDbClustersRequest, Nothing> authorized) {
        String identifier = authorized.request().dbClusterIdentifier();
        if (identifier != null) {
            throw AwsFailure.of("DBClusterNotFoundFault", "DBCluster " + identifier + " not found.");
        }
        return DescribeDbClustersResponse.builder().dbClusters(List.of()).build();
    }
}
