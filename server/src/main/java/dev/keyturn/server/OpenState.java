package dev.keyturn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.keyturn.state.seal.EnvelopeSeal;
import dev.keyturn.state.seal.KeyFile;
import dev.keyturn.state.seal.KeyFileException;
import dev.keyturn.state.seal.Seal;
import dev.keyturn.state.seal.WrongRootKeyException;
import dev.keyturn.state.store.PostgresSettings;
import dev.keyturn.state.store.Store;
import dev.keyturn.state.store.StoreException;
import dev.keyturn.state.trail.ChainedTrail;
import dev.keyturn.state.trail.Trail;

/** What is ours and durable, opened as the settings say: the store, the seal over it, the trail in it. */
record OpenState(Store store, Seal seal, Trail trail) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenState.class);

    /** Connections that read our own state, when it is in PostgreSQL. */
    private static final int STORE_READERS = 8;

    /** @throws StartRefusedException if the data is another server's, or the key does not fit it */
    static OpenState open(Settings settings) {
        try {
            Store store = store(settings);
            try {
                SecureRandom random = new SecureRandom();
                KeyFile keyFile = KeyFile.openOrCreate(keyFile(settings), settings.data(), random);
                if (keyFile.besideData()) {
                    LOG.warn("the seal key lies beside the data that it seals; --key-file can put it elsewhere");
                }
                Seal seal = EnvelopeSeal.open(store, keyFile.key(), random);
                return new OpenState(store, seal, ChainedTrail.open(store, seal, random));
            } catch (RuntimeException e) { // whatever it was, a store that nobody has in hand must not stay open
                store.close();
                throw e;
            }
        } catch (StoreException | KeyFileException | WrongRootKeyException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * As {@link #open}, where a server has run before: a mistyped directory must not pass for an intact, empty trail.
     *
     * @throws StartRefusedException as {@link #open}, and if there is no seal key yet
     */
    static OpenState openExisting(Settings settings) {
        if (!Files.exists(keyFile(settings))) {
            throw new StartRefusedException(
                    "no server has run on this data: there is no seal key `" + keyFile(settings) + "`");
        }
        return open(settings);
    }

    private static Store store(Settings settings) {
        InstantSource clock = InstantSource.system();
        if (settings.store().url().isEmpty()) {
            return Store.sqlite(settings.data().resolve("keyturn.db"), clock);
        }
        return Store.postgres(
                new PostgresSettings(
                        settings.store().url().get(),
                        settings.store().user().orElseThrow(() -> missing("store.user")),
                        password(settings.store().passwordFile().orElseThrow(() -> missing("store.password-file"))),
                        STORE_READERS),
                clock);
    }

    private static String password(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartRefusedException("the password file `" + file + "` cannot be read", e);
        }
    }

    private static StartRefusedException missing(String setting) {
        return new StartRefusedException("`keyturn." + setting + "` is missing: `keyturn.store.url` needs it");
    }

    private static Path keyFile(Settings settings) {
        return settings.keyFile().orElseGet(() -> settings.data().resolve("seal.key"));
    }

    @Override
    public void close() {
        store.close();
    }
}
