package dev.keyturn.edge.replication;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.LocationTrait;

/** Describes members of our own requests and answers the way the SDK's models describe theirs, so that one codec does. */
final class PeerField {
    private PeerField() {}

    static <Q, B> SdkField<String> text(
            String name, Class<Q> type, Getter<Q, String> get, Class<B> builder, BiConsumer<B, String> set) {
        return of(MarshallingType.STRING, name, type, get, builder, set);
    }

    static <Q, B> SdkField<Long> number(
            String name, Class<Q> type, Getter<Q, Long> get, Class<B> builder, BiConsumer<B, Long> set) {
        return of(MarshallingType.LONG, name, type, get, builder, set);
    }

    static <Q, B> SdkField<Boolean> flag(
            String name, Class<Q> type, Getter<Q, Boolean> get, Class<B> builder, BiConsumer<B, Boolean> set) {
        return of(MarshallingType.BOOLEAN, name, type, get, builder, set);
    }

    @SuppressWarnings("unchecked") // the SDK's lists carry no type of their elements
    static <Q, B> SdkField<List<String>> texts(
            String name,
            Class<Q> type,
            Getter<Q, List<String>> get,
            Class<B> builder,
            BiConsumer<B, List<String>> set) {
        SdkField<String> element = SdkField.<String>builder(MarshallingType.STRING)
                .traits(location("member"))
                .build();
        return SdkField.<List<String>>builder(MarshallingType.LIST)
                .memberName(name)
                .getter(pojo -> get.of(type.cast(pojo)))
                .setter((pojo, value) -> set.accept(builder.cast(pojo), (List<String>) value))
                .traits(
                        location(name),
                        ListTrait.builder().memberFieldInfo(element).build())
                .build();
    }

    private static <V, Q, B> SdkField<V> of(
            MarshallingType<V> kind,
            String name,
            Class<Q> type,
            Getter<Q, V> get,
            Class<B> builder,
            BiConsumer<B, V> set) {
        return SdkField.<V>builder(kind)
                .memberName(name)
                .getter(pojo -> get.of(type.cast(pojo)))
                .setter((pojo, value) -> set.accept(builder.cast(pojo), value))
                .traits(location(name))
                .build();
    }

    private static LocationTrait location(String name) {
        return LocationTrait.builder()
                .location(MarshallLocation.PAYLOAD)
                .locationName(name)
                .build();
    }

    /** Reads a member, which may not be set. */
    interface Getter<Q, V> {
        @Nullable
        V of(Q pojo);
    }
}
