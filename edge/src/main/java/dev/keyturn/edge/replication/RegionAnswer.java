package dev.keyturn.edge.replication;

import java.util.List;

/** What came of a call to another region's server. Holds none of its free text. */
sealed interface RegionAnswer {
    /** @param missing versions whose values it has to be sent */
    record Taken(List<String> missing) implements RegionAnswer {}

    /** The replica is a secret of its own there now. */
    record Promoted() implements RegionAnswer {}

    /** Another secret has the name there. */
    record NameTaken() implements RegionAnswer {}

    /** The server answered, and refused. @param why in our own words */
    record Refused(String why) implements RegionAnswer {}

    /** It could not be asked, or not be understood: so it will go with every secret. */
    record Away(String why) implements RegionAnswer {}
}
