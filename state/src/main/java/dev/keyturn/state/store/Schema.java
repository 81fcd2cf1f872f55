package dev.keyturn.state.store;

/** Where the migrations are: one text for both databases, {@code V1__ground.sql} first. */
final class Schema {
    static final String LOCATION = "classpath:dev/keyturn/state/store/migration";

    private Schema() {}
}
