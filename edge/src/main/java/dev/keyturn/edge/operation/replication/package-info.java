/** What servers ask each other to keep replicas of secrets: operations of our own, which AWS does not have. */
@NullMarked
package dev.keyturn.edge.operation.replication;

import org.jspecify.annotations.NullMarked;
