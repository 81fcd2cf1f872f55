package dev.keyturn.databases.target;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/** How a session's statements reach its server. Each is a transaction of its own. */
interface Statements {

    /**
     * @param doing for an error: what the query is for
     * @return each row's values by their column's name in small letters; empty for NULL
     */
    List<SequencedMap<String, String>> rows(String query, String doing) throws TargetException;

    /** @throws TargetException as the engine's {@link Failures} have it */
    void change(String statement, String doing) throws TargetException;

    void close();

    /** The first column of the first row; empty if there is no row, or NULL in it. */
    default String value(String query, String doing) throws TargetException {
        List<SequencedMap<String, String>> rows = rows(query, doing);
        return rows.isEmpty() ? "" : rows.getFirst().firstEntry().getValue();
    }

    /** What an error of an engine, or of its driver, means. */
    interface Failures {
        /** Of a statement that changes nothing. */
        TargetException ofQuery(SQLException failure, String doing);

        /** Of one that changes a login: only where the error itself says that nothing was done is that believed. */
        TargetException ofChange(SQLException failure, String doing);
    }

    /** Over a connection of the driver's. */
    record OfConnection(Connection connection, Failures failures) implements Statements {
        @Override
        public List<SequencedMap<String, String>> rows(String query, String doing) throws TargetException {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false); // braces in a quoted name are no JDBC escape
                try (ResultSet answer = statement.executeQuery(query)) {
                    ResultSetMetaData columns = answer.getMetaData();
                    List<SequencedMap<String, String>> rows = new ArrayList<>();
                    while (answer.next()) {
                        SequencedMap<String, String> row = new LinkedHashMap<>();
                        for (int i = 1; i <= columns.getColumnCount(); i++) {
                            row.put(
                                    columns.getColumnLabel(i).toLowerCase(Locale.ROOT),
                                    Optional.ofNullable(answer.getString(i)).orElse(""));
                        }
                        rows.add(row);
                    }
                    return rows;
                }
            } catch (SQLException e) {
                throw failures.ofQuery(e, doing);
            }
        }

        @Override
        public void change(String change, String doing) throws TargetException {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(change);
            } catch (SQLException e) {
                throw failures.ofChange(e, doing);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                // Its socket is closed at the end of its lifetime.
            }
        }
    }
}
