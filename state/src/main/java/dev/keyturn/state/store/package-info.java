/** The one database under everything: SQLite or PostgreSQL, one writer, many callers per commit. */
@NullMarked
package dev.keyturn.state.store;

import org.jspecify.annotations.NullMarked;
