/**
 * Real databases for the tests and the demo, started as child processes of this JVM and gone with it.
 *
 * <p>{@link dev.keyturn.testbed.PostgresServer}, {@link dev.keyturn.testbed.MariaDbServer} and {@link
 * dev.keyturn.testbed.RedisServer} are the ways in. Nothing here knows another Keyturn module, and the server never ships
 * it.
 */
@NullMarked
package dev.keyturn.testbed;

import org.jspecify.annotations.NullMarked;
