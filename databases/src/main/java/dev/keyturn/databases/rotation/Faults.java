package dev.keyturn.databases.rotation;

/** Called at every {@link FaultPoint}; the tests' throws, halts, blocks or delays there. */
@FunctionalInterface
public interface Faults {
    /** The product's: nothing happens. */
    Faults NONE = _ -> {};

    void at(FaultPoint point);
}
