/** What the server counts and measures, and where Prometheus reads it. No name of a secret or a person is a label. */
@NullMarked
package dev.keyturn.server.metrics;

import org.jspecify.annotations.NullMarked;
