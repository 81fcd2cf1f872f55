package dev.keyturn.server;

import java.util.List;
import java.util.Map;

import dev.keyturn.edge.replication.RegionEndpoint;

/** The servers of other regions, from settings to endpoints. */
final class ReplicationSettings {
    private ReplicationSettings() {}

    /** @throws StartRefusedException naming the setting that cannot be */
    static List<RegionEndpoint> endpoints(Settings settings) {
        return settings.replication().regions().entrySet().stream()
                .map(named -> endpoint(named, settings.region()))
                .toList();
    }

    private static RegionEndpoint endpoint(Map.Entry<String, Settings.OtherRegion> named, String own) {
        Settings.OtherRegion region = named.getValue();
        try {
            if (named.getKey().equals(own)) {
                throw new IllegalArgumentException("`" + own + "` is this server's own region: set `keyturn.region`");
            }
            return new RegionEndpoint(
                    named.getKey(), region.url(), region.ca(), region.credentialsFile(), region.timeout());
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(
                    "`keyturn.replication.regions." + named.getKey() + "`: " + e.getMessage(), e);
        }
    }
}
