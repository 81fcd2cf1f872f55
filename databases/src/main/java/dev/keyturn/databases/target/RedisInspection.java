package dev.keyturn.databases.target;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.keyturn.state.rotation.RotationTarget;

/** What speaks for and against a rotation in a Redis. Reads only. */
final class RedisInspection {

    /**
     * What a rotation sends, each without an effect. The client to kill is one that no server has: 0 would be all of
     * them on Redis 6.
     */
    private static final List<RedisCommand> RIGHTS = List.of(
            RedisCommand.of("CLIENT", "ID"),
            RedisCommand.of("CLIENT", "LIST"),
            RedisCommand.of("CLIENT", "KILL", "ID", String.valueOf(Long.MAX_VALUE)),
            RedisCommand.of("ACL", "LIST"),
            RedisCommand.of("TIME"),
            RedisCommand.of("MULTI"),
            RedisCommand.of("DISCARD"));

    private final RedisUsers users;
    private final List<Finding> findings = new ArrayList<>();

    RedisInspection(RedisUsers users) {
        this.users = users;
    }

    List<Finding> of(RotationTarget target, Optional<String> twin) throws TargetException {
        findings.add(
                target.tls()
                        ? Finding.good("TLS", "the certificate is verified")
                        : Finding.warning("TLS", "not used: allowed on loopback only"));
        try {
            Map<String, String> info = users.info();
            server(info);
            memory(info);
            rights(target);
            login(target.username());
            if (twin.isPresent()) {
                twins(target.username(), twin.get());
            }
        } catch (TargetException e) {
            if (e.outcome() != LoginOutcome.NO_PERMISSION) {
                throw e;
            }
            findings.add(Finding.problem("administrator", "may not look at the server: " + e.getMessage()));
        }
        return List.copyOf(findings);
    }

    /** Users are not replicated: each server has its own. */
    private void server(Map<String, String> info) {
        String name = info.getOrDefault("server_name", "Redis") + " "
                + info.getOrDefault("valkey_version", info.getOrDefault("redis_version", ""));
        findings.add(
                info.getOrDefault("role", "master").equals("master")
                        ? Finding.good("server", TargetException.printable(name))
                        : Finding.problem("server", "this is a replica; its users are changed on their own"));
        boolean cluster = info.getOrDefault("cluster_enabled", "0").equals("1");
        boolean replicas = !info.getOrDefault("connected_slaves", "0").equals("0");
        if (cluster) {
            findings.add(Finding.problem(
                    "replication", "this is one node of a cluster, and each node keeps users of its own"));
        } else if (replicas) {
            findings.add(Finding.warning(
                    "replication",
                    "there are replicas, which keep users of their own: they and a failover would not"
                            + " know the new password"));
        } else {
            findings.add(Finding.good("replication", "no replica is connected"));
        }
    }

    private void memory(Map<String, String> info) throws TargetException {
        findings.add(
                switch (users.memory(info)) {
                    case ACL_FILE -> Finding.good("persistence", "users are kept in an aclfile");
                    case CONFIG_FILE ->
                        Finding.warning("persistence", "users are kept in redis.conf, which CONFIG REWRITE rewrites");
                    case NONE ->
                        Finding.problem(
                                "persistence", "neither an aclfile nor a redis.conf: a restart would undo a rotation");
                });
    }

    private void rights(RotationTarget target) throws TargetException {
        List<String> missing = new ArrayList<>();
        for (RedisCommand command : RIGHTS) {
            if (users.askUnlessForbidden(command, "trying a command") instanceof RedisReply.Failure failure) {
                missing.add(TargetException.printable(failure.words()));
            }
        }
        if (users.exists(target.username())) {
            // Without rules it changes nothing.
            RedisCommand change = RedisCommand.of("ACL", "SETUSER").and(RedisRules.name(target.username()));
            if (users.askUnlessForbidden(change, "trying a command") instanceof RedisReply.Failure failure) {
                missing.add(TargetException.printable(failure.words()));
            }
        }
        if (!missing.isEmpty()) {
            findings.add(Finding.problem("administrator", String.join("; ", missing)));
        } else if (target.admin().isEmpty()) {
            findings.add(Finding.warning(
                    "administrator",
                    "`" + target.username() + "` may change every user, itself included; an"
                            + " administrator's secret would leave it with what its work needs"));
        } else {
            findings.add(Finding.good("administrator", "may change users"));
        }
    }

    private void login(String username) throws TargetException {
        Optional<RedisRules> rules = users.rules(username);
        if (rules.isEmpty()) {
            findings.add(Finding.problem("login", "`" + username + "` does not exist"));
        } else if (rules.get().anyPasswordWillDo()) {
            findings.add(Finding.problem("login", "`" + username + "` is nopass: any password is accepted"));
        } else if (!rules.get().mayLogIn()) {
            findings.add(Finding.problem("login", "`" + username + "` is off"));
        } else if (rules.get().passwords().size() > 1) {
            findings.add(Finding.warning("login", "`" + username + "` has several passwords"));
        } else {
            findings.add(Finding.good("login", "`" + username + "` may log in"));
        }
    }

    private void twins(String first, String second) throws TargetException {
        Optional<RedisRules> twin = users.rules(second);
        boolean foreign = twin.isPresent() && !twin.get().passwords().contains(RedisRules.mark(first));
        findings.add(
                foreign
                        ? Finding.problem("twins", "there is a user `" + second + "` that was not made as a twin")
                        : Finding.good("twins", "`" + second + "` gets the rules of `" + first + "` at each rotation"));
    }
}
