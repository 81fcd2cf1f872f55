package dev.keyturn.edge;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.edge.gate.Caller;
import dev.keyturn.state.identity.Principal;

/** Every call by a root user is an alarm: each record says so, and the log does, though not each time. */
final class RootUse {
    private static final Logger LOG = LoggerFactory.getLogger(RootUse.class);
    private static final Map<String, String> ALARM = Map.of("alarm", "RootActivity");

    /** Of one account's root user. */
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final ConcurrentMap<String, Instant> warned = new ConcurrentHashMap<>();

    /** What the record of a call says besides. */
    Map<String, String> mark(Caller caller) {
        if (!(caller.principal() instanceof Principal.Root root)) {
            return Map.of();
        }
        if (isTimeToWarn(root.account(), caller.origin().arrival())) {
            LOG.warn(
                    "the root user of account {} is in use, from {} with {}",
                    root.account(),
                    caller.origin().sourceIp(),
                    caller.accessKeyId().map(key -> "access key " + key).orElse("no access key"));
        }
        return ALARM;
    }

    private boolean isTimeToWarn(String account, Instant now) {
        Instant due = warned.getOrDefault(account, Instant.MIN);
        return !now.isBefore(due)
                && (due.equals(Instant.MIN)
                        ? warned.putIfAbsent(account, now.plus(BETWEEN_WARNINGS)) == null
                        : warned.replace(account, due, now.plus(BETWEEN_WARNINGS)));
    }
}
