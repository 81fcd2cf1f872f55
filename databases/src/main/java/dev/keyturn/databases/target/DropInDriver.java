package dev.keyturn.databases.target;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A driver whose licence does not let it come with us: somebody puts it into a folder, and it is used as soon as it is
 * there. It sees Java's own classes and the folder's, and none of ours.
 *
 * <p>Whoever can write that folder runs code here, as with the seal key beside it.
 */
public final class DropInDriver {
    private final Path folder;
    private final String className;
    private final String file;
    private @Nullable Driver loaded;

    /** Oracle's. */
    public static DropInDriver oracle(Path folder) {
        return new DropInDriver(folder, "oracle.jdbc.OracleDriver", "ojdbc17.jar");
    }

    /** @param file what to ask for where it is not there */
    DropInDriver(Path folder, String className, String file) {
        this.folder = folder;
        this.className = className;
        this.file = file;
    }

    /** @throws TargetException with UNSUITABLE, saying what to put where, if it is not there or cannot be used */
    synchronized Driver require() throws TargetException {
        if (loaded == null) {
            loaded = load().orElseThrow(() -> new TargetException(
                    LoginOutcome.UNSUITABLE, "the driver is not there: put " + file + " into `" + folder + "`"));
        }
        return loaded;
    }

    private Optional<Driver> load() throws TargetException {
        List<URL> jars = jars();
        if (jars.isEmpty()) {
            return Optional.empty();
        }
        // Never closed: the driver loads its classes as it goes.
        URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        try {
            return Optional.of((Driver)
                    loader.loadClass(className).getDeclaredConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            throw new TargetException(
                    LoginOutcome.UNSUITABLE, "the driver in `" + folder + "` cannot be used", String.valueOf(e));
        }
    }

    private List<URL> jars() throws TargetException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(path -> path.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = jars.get(i).toUri().toURL();
            }
            return List.of(urls);
        } catch (IOException e) {
            throw new TargetException(LoginOutcome.UNSUITABLE, "the folder `" + folder + "` cannot be read");
        }
    }
}
