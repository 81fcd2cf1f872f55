package dev.keyturn.edge.operation.iam.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.edge.operation.OnInProcessServer;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.Group;
import dev.keyturn.state.identity.Groups;
import dev.keyturn.state.identity.Policies;
import dev.keyturn.state.identity.Role;
import dev.keyturn.state.identity.Roles;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;

/** Groups, roles and boundaries straight in the store: the operations that make them are others' business. */
abstract class OnPolicies extends OnInProcessServer {
    static final String ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
    static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""";

    void group(String name, String... members) {
        server.store().write(tx -> {
            Group group = new Group(ACCOUNT, name, "/", "AGPA" + name, tx.now());
            new Groups(tx).insert(group);
            for (String member : members) {
                new Groups(tx).add(group, new Users(tx).find(ACCOUNT, member).orElseThrow());
            }
            return name;
        });
    }

    void role(String name) {
        role(name, Optional.empty());
    }

    void role(String name, Optional<String> service) {
        server.store()
                .write(tx -> new Roles(tx)
                        .insert(new Role(
                                ACCOUNT,
                                name,
                                "/",
                                "AROA" + name,
                                tx.now(),
                                "",
                                TRUST,
                                Duration.ofHours(1),
                                Map.of(),
                                Optional.empty(),
                                service,
                                Optional.empty())));
    }

    void boundary(String userName, String policyArn) {
        server.store().write(tx -> {
            User user = new Users(tx).find(ACCOUNT, userName).orElseThrow();
            new Policies(tx)
                    .setBoundary(
                            user,
                            new Policies(tx)
                                    .managed(ACCOUNT, Arn.parse(policyArn))
                                    .orElseThrow());
            return userName;
        });
    }

    String create(String name) {
        return iam.createPolicy(r -> r.policyName(name).policyDocument(ALLOW_ALL))
                .policy()
                .arn();
    }

    /** A policy of that many characters, none of them white space. */
    static String sized(int characters) {
        String without = policy("Allow", "*", "arn:aws:iam::*:user/");
        return policy("Allow", "*", "arn:aws:iam::*:user/" + "x".repeat(characters - without.length()));
    }
}
