/**
 * How this server tells another one, the server of another region, of the secrets that are replicated there: the outbox
 * is emptied by {@link dev.keyturn.edge.replication.ReplicationLanes}, over calls that the other server answers like any
 * other's.
 */
@NullMarked
package dev.keyturn.edge.replication;

import org.jspecify.annotations.NullMarked;
