package dev.keyturn.edge.http;

/** What {@code /livez}, {@code /readyz} and {@code /healthz} ask. Called on a virtual thread; unauthenticated. */
public interface HealthChecks {

    /** Whether the process should go on living; false asks a supervisor to restart it. */
    boolean alive();

    /** Whether requests can be answered now: the store is open and unsealed. */
    boolean ready();
}
