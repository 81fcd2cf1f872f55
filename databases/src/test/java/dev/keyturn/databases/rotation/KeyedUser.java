package dev.keyturn.databases.rotation;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.keyturn.databases.target.AddressPolicy;
import dev.keyturn.databases.target.TargetSettings;
import dev.keyturn.rules.arn.Arn;
import dev.keyturn.state.identity.AccessKey;
import dev.keyturn.state.identity.AccessKeys;
import dev.keyturn.state.identity.Authority.KeyHolder;
import dev.keyturn.state.identity.NewAccessKey;
import dev.keyturn.state.identity.UniqueIds;
import dev.keyturn.state.identity.User;
import dev.keyturn.state.identity.Users;
import dev.keyturn.state.rotation.RotationJournal;
import dev.keyturn.state.rotation.RotationTarget;
import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;
import dev.keyturn.state.secret.SecretVersion;

/** An IAM user whose access key is handed to clients by a secret, and what a test asks and does about its keys. */
record KeyedUser(RotationWorld world, String id, Arn secret) {
    static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:KeyturnIAMAccessKeyRotation";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FIELD = Pattern.compile("\"(accessKeyId|secretAccessKey|userName)\":\"([^\"]*)\"");

    /** A world without databases. */
    static RotationWorld world(Path folder, Duration ahead) {
        return new RotationWorld(folder, TargetSettings.standard(new AddressPolicy(true), Optional.empty()), ahead);
    }

    /** A user with one key, which a secret of the same name holds; due by schedule since the start of 2026. */
    static KeyedUser make(RotationWorld world, String name) {
        String id = newUser(world, name);
        NewAccessKey key = newKey(world, name);
        Arn arn = world.unregistered(name, FUNCTION, json(name, key));
        User user = world.store
                .read(tx -> new Users(tx).withId(RotationWorld.ACCOUNT, id))
                .orElseThrow();
        world.store.write(tx -> new RotationJournal(tx).register(RotationTarget.ofUser(user, arn)));
        return new KeyedUser(world, id, arn);
    }

    /** The one that {@link #make} made, in a store that was opened again. */
    static KeyedUser again(RotationWorld world, String name) {
        Arn arn = Arn.of("secretsmanager", "us-east-1", RotationWorld.ACCOUNT, "secret:" + name + "-AbCdEf");
        String id = world.store
                .read(tx -> new Users(tx).find(RotationWorld.ACCOUNT, name))
                .orElseThrow()
                .id();
        return new KeyedUser(world, id, arn);
    }

    static String newUser(RotationWorld world, String name) {
        String id = UniqueIds.user(RANDOM);
        world.store.write(
                tx -> new Users(tx).insert(new User(RotationWorld.ACCOUNT, name, "/", id, tx.now(), Map.of())));
        return id;
    }

    static NewAccessKey newKey(RotationWorld world, String userName) {
        return world.store.write(tx -> {
            NewAccessKey made =
                    NewAccessKey.make(RotationWorld.ACCOUNT, Optional.of(userName), tx.now(), world.seal, RANDOM);
            new AccessKeys(tx).insert(made.key());
            return made;
        });
    }

    static String json(String userName, NewAccessKey key) {
        return "{\"comment\":\"kept as it is\",\"accessKeyId\":\"" + key.key().id() + "\",\"secretAccessKey\":\""
                + key.secret().revealUtf8(Reason.ROTATE) + "\",\"userName\":\"" + userName + "\",\"limit\":1.50}";
    }

    User user() {
        return world.store
                .read(tx -> new Users(tx).withId(RotationWorld.ACCOUNT, id))
                .orElseThrow();
    }

    /** Oldest first. */
    List<AccessKey> keys() {
        return world.store.read(tx -> new AccessKeys(tx).of(RotationWorld.ACCOUNT, Optional.of(user().name())));
    }

    List<String> keyIds() {
        return keys().stream().map(AccessKey::id).toList();
    }

    void setActive(String keyId, boolean active) {
        world.store.write(tx -> {
            AccessKeys keys = new AccessKeys(tx);
            keys.setActive(keys.find(keyId).orElseThrow(), active);
            return keyId;
        });
    }

    void delete(String keyId) {
        world.store.write(tx -> {
            AccessKeys keys = new AccessKeys(tx);
            keys.delete(keys.find(keyId).orElseThrow());
            return keyId;
        });
    }

    String json(String stage) {
        return world.value(secret, world.stored(secret).staged(stage).orElseThrow());
    }

    Optional<String> keyId(String stage) {
        return world.stored(secret).staged(stage).map(version -> field(world.value(secret, version), "accessKeyId"));
    }

    /** Whether a request that is signed with the key under {@code stage} would be taken for the user's. */
    boolean works(String stage) {
        Optional<SecretVersion> version = world.stored(secret).staged(stage);
        if (version.isEmpty()) {
            return false;
        }
        String json = world.value(secret, version.get());
        Optional<KeyHolder> holder = world.authority.holder(field(json, "accessKeyId"));
        return holder.filter(KeyHolder::active)
                .filter(found -> found.principal().uniqueId().equals(id))
                .filter(found -> world.seal
                        .open(found.secret(), AccessKey.binding(RotationWorld.ACCOUNT, found.accessKeyId()))
                        .equals(SecretBytes.ofUtf8(field(json, "secretAccessKey"))))
                .isPresent();
    }

    static String field(String json, String name) {
        Matcher matcher = FIELD.matcher(json);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return matcher.group(2);
            }
        }
        return "";
    }
}
