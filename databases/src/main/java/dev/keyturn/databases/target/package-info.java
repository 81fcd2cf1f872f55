/** The customers' databases: one dialect for each engine. Nothing else here speaks JDBC. */
@NullMarked
package dev.keyturn.databases.target;

import org.jspecify.annotations.NullMarked;
