package dev.keyturn.edge.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import tools.jackson.core.io.SerializedString;

/**
 * The members of one SDK model class (or of its builder), with everything that the codecs ask of them looked up once:
 * asking an {@link SdkField} for its traits costs more than reading the value.
 */
final class ModelPlan {
    private static final Map<Class<?>, ModelPlan> PLANS = new ConcurrentHashMap<>();

    private final List<Member> members;
    private final Map<String, Member> byWireName;
    private final Map<String, Member> byModelName;

    private ModelPlan(SdkPojo example) {
        List<Member> read = new ArrayList<>();
        Map<String, Member> wireNames = new HashMap<>();
        Map<String, Member> modelNames = new HashMap<>();
        for (SdkField<?> field : example.sdkFields()) {
            Member member = new Member(field);
            read.add(member);
            wireNames.put(member.wireName, member);
            modelNames.put(field.memberName(), member);
        }
        members = List.copyOf(read);
        byWireName = Map.copyOf(wireNames);
        byModelName = Map.copyOf(modelNames);
    }

    /** @param pojo a model object or a builder */
    static ModelPlan of(SdkPojo pojo) {
        ModelPlan plan = PLANS.get(pojo.getClass());
        return plan != null ? plan : PLANS.computeIfAbsent(pojo.getClass(), _ -> new ModelPlan(pojo));
    }

    /** In the model's order. */
    List<Member> members() {
        return members;
    }

    @Nullable
    Member byWireName(String name) {
        return byWireName.get(name);
    }

    Optional<Member> byModelName(String name) {
        return Optional.ofNullable(byModelName.get(name));
    }

    /** One member, or the element of a list or the value of a map. */
    static final class Member {
        private final SdkField<?> field;
        private final String modelName;
        private final String wireName;
        private final SerializedString jsonName;
        private final MarshallingKnownType type;
        private final Optional<Member> element;
        private final Optional<TimestampFormatTrait.Format> timestampFormat;
        private final boolean flattened;
        private final String elementName;
        private final String keyName;
        private final boolean madeUpWhenAbsent;

        private Member(SdkField<?> field) {
            this.field = field;
            modelName = Optional.ofNullable(field.memberName()).orElse("");
            wireName = Optional.ofNullable(field.locationName()).orElse(modelName);
            jsonName = new SerializedString(wireName);
            type = field.marshallingType().getKnownType();
            timestampFormat = field.getOptionalTrait(TimestampFormatTrait.class).map(TimestampFormatTrait::format);
            madeUpWhenAbsent = field.containsTrait(DefaultValueTrait.class);
            Optional<ListTrait> list = field.getOptionalTrait(ListTrait.class);
            Optional<MapTrait> map = field.getOptionalTrait(MapTrait.class);
            element = list.map(ListTrait::memberFieldInfo)
                    .or(() -> map.map(MapTrait::valueFieldInfo))
                    .map(Member::new);
            flattened = list.map(ListTrait::isFlattened)
                    .or(() -> map.map(MapTrait::isFlattened))
                    .orElse(false);
            elementName = list.map(ListTrait::memberLocationName)
                    .or(() -> map.map(MapTrait::valueLocationName))
                    .orElse(list.isPresent() ? "member" : "value");
            keyName = map.map(MapTrait::keyLocationName).orElse("key");
        }

        /** As the API model spells it; empty for elements. */
        String modelName() {
            return modelName;
        }

        String wireName() {
            return wireName;
        }

        SerializedString jsonName() {
            return jsonName;
        }

        MarshallingKnownType type() {
            return type;
        }

        /** A list's element or a map's value. */
        Member element() {
            return element.orElseThrow(() -> new IllegalStateException("`" + modelName + "` has no elements"));
        }

        Optional<TimestampFormatTrait.Format> timestampFormat() {
            return timestampFormat;
        }

        boolean flattened() {
            return flattened;
        }

        /** What Query calls a list's element or a map's value. */
        String elementName() {
            return elementName;
        }

        /** What Query calls a map's key. */
        String keyName() {
            return keyName;
        }

        /** A fresh builder for a structure. */
        SdkPojo newBuilder() {
            Supplier<SdkPojo> constructor = field.constructor();
            return constructor.get();
        }

        void set(SdkPojo builder, Object value) {
            field.set(builder, value);
        }

        /**
         * The value, or null when it was never set: an empty list or map that only the SDK put there counts as never
         * set, and so does an idempotency token that the SDK would make up on the client's side.
         */
        @Nullable
        Object get(SdkPojo pojo) {
            if (madeUpWhenAbsent) {
                return pojo instanceof SdkRequest request
                        ? request.getValueForField(modelName, Object.class).orElse(null)
                        : null;
            }
            Object value = field.getValueOrDefault(pojo);
            return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap ? null : value;
        }
    }

    /** Every builder of the SDK's models is one of these two at once. */
    static SdkPojo build(SdkPojo builder) {
        return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
    }

    /** CloudTrail's and the validation messages' spelling: only the first letter is lowered, {@code ARN → aRN}. */
    static String lowerCamel(String modelName) {
        return modelName.isEmpty() ? modelName : Character.toLowerCase(modelName.charAt(0)) + modelName.substring(1);
    }
}
