package dev.keyturn.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a server on SQLite keeps, read past it by a connection of our own. */
final class Tables {
    private Tables() {}

    /** Every row as text, but of the trail and of what the store keeps for itself. */
    static Map<String, List<String>> in(Path data) {
        Map<String, List<String>> tables = new TreeMap<>();
        try (Connection connection = connect(data)) {
            for (String table : column(connection, """
                    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'trail%'
                        AND name NOT LIKE 'sqlite%' AND name NOT IN ('node', 'touched', 'data_key')""")) {
                tables.put(table, rows(connection, table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("reading the tables", e);
        }
        return tables;
    }

    /** The statements that made the schema, each with its line breaks. */
    static List<String> schema(Path data) {
        try (Connection connection = connect(data)) {
            return column(connection, """
                    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'flyway%'
                    ORDER BY type DESC, name""");
        } catch (SQLException e) {
            throw new IllegalStateException("reading the schema", e);
        }
    }

    static void execute(Path data, String sql) {
        try (Connection connection = connect(data);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static Connection connect(Path data) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("keyturn.db"));
    }

    private static List<String> column(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                values.add(found.getString(1));
            }
        }
        return values;
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    Object value = found.getObject(column);
                    row.add(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value));
                }
                rows.add(row.toString());
            }
        }
        return rows.stream().sorted().toList();
    }
}
