package dev.keyturn.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A file that takes long to make, such as a database with its tables: made once in this process, when it is first
 * wanted, and copied after that.
 */
public final class FileTemplate {
    private final Consumer<Path> make;
    private byte[] content = {};

    /** @param make writes the file whose path it gets, in a folder that is empty, and leaves nothing open */
    public FileTemplate(Consumer<Path> make) {
        this.make = make;
    }

    /**
     * Puts a copy there, and folders on the way to it, unless there is a file already.
     *
     * @return {@code file}
     */
    public Path at(Path file) {
        try {
            if (Files.notExists(file)) {
                Files.createDirectories(file.getParent());
                Files.write(file, content());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized byte[] content() throws IOException {
        if (content.length == 0) {
            Path folder = Files.createTempDirectory("keyturn-template-");
            try {
                Path file = folder.resolve("made");
                make.accept(file);
                content = Files.readAllBytes(file);
            } finally {
                FileTree.delete(folder);
            }
        }
        return content;
    }
}
