package dev.keyturn.databases.target;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver of no database: writes down what it is asked to connect to and to execute, and answers from a script. */
final class ScriptedDriver implements Driver {
    /** What a database would answer. */
    interface Script {
        Rows answer(String sql) throws SQLException;
    }

    /** @param cells row by row; null for NULL */
    record Rows(List<String> columns, List<@Nullable String> cells) {
        static final Rows NONE = new Rows(List.of("nothing"), List.of());

        /** One column for each name, separated by commas. */
        static Rows of(String columns, @Nullable String... cells) {
            return new Rows(List.of(columns.split(",", -1)), Arrays.asList(cells));
        }

        private @Nullable String cell(int row, int column) {
            return cells.get((row - 1) * columns.size() + column - 1);
        }
    }

    private final Script script;
    private final List<String> statements = new ArrayList<>();
    private String url = "";
    private Properties properties = new Properties();

    ScriptedDriver(Script script) {
        this.script = script;
    }

    /** Since the last time that somebody asked. */
    List<String> takeStatements() {
        List<String> taken = List.copyOf(statements);
        statements.clear();
        return taken;
    }

    String url() {
        return url;
    }

    Properties properties() {
        return properties;
    }

    @Override
    public Connection connect(String to, Properties with) throws SQLException {
        url = to;
        properties = with;
        script.answer("connect");
        return connection();
    }

    Connection connection() {
        return proxy(Connection.class, (_, method, _) -> switch (method.getName()) {
            case "createStatement" -> statement();
            case "isClosed" -> false;
            case "close", "abort" -> null;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private Statement statement() {
        return proxy(Statement.class, (_, method, arguments) -> switch (method.getName()) {
            case "setEscapeProcessing", "close" -> null;
            case "execute" -> {
                executed(arguments);
                yield false;
            }
            case "executeQuery" -> result(executed(arguments));
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private Rows executed(Object[] arguments) throws SQLException {
        String sql = (String) arguments[0];
        statements.add(sql);
        return script.answer(sql);
    }

    private static ResultSet result(Rows rows) {
        int[] row = {0};
        int count = rows.cells().size() / rows.columns().size();
        ResultSetMetaData columns = proxy(ResultSetMetaData.class, (_, method, arguments) -> switch (method.getName()) {
            case "getColumnCount" -> rows.columns().size();
            case "getColumnLabel" -> rows.columns().get((Integer) arguments[0] - 1);
            default -> throw new UnsupportedOperationException(method.toString());
        });
        return proxy(ResultSet.class, (_, method, arguments) -> switch (method.getName()) {
            case "getMetaData" -> columns;
            case "next" -> ++row[0] <= count;
            case "getString" -> rows.cell(row[0], (Integer) arguments[0]);
            case "close" -> null;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public boolean acceptsURL(String any) {
        return true;
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String any, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }
}
