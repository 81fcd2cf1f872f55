package dev.keyturn.edge.aws;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import tools.jackson.core.JsonGenerator;

import dev.keyturn.edge.aws.ModelPlan.Member;

/** Writes an SDK model object as AWS JSON: members that are not set are left out. */
final class JsonWriting {
    private JsonWriting() {}

    static void structure(JsonGenerator generator, SdkPojo pojo) {
        generator.writeStartObject();
        for (Member member : ModelPlan.of(pojo).members()) {
            Object value = member.get(pojo);
            if (value != null) {
                generator.writeName(member.jsonName());
                value(generator, value);
            }
        }
        generator.writeEndObject();
    }

    /** By the value's own class: that is what the member's type makes of it, for elements too. */
    private static void value(JsonGenerator generator, Object value) {
        switch (value) {
            case String text -> generator.writeString(text);
            case SdkPojo structure -> structure(generator, structure);
            case Instant time -> instant(generator, time);
            case Boolean bool -> generator.writeBoolean(bool);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Number number -> generator.writeNumber(new BigDecimal(number.toString()));
            case SdkBytes bytes -> generator.writeBinary(bytes.asByteArrayUnsafe());
            case Collection<?> list -> {
                generator.writeStartArray();
                list.forEach(element -> value(generator, element));
                generator.writeEndArray();
            }
            case Map<?, ?> map -> {
                generator.writeStartObject();
                map.forEach((key, element) -> {
                    generator.writeName((String) key);
                    value(generator, element);
                });
                generator.writeEndObject();
            }
            // SDK models have no other classes; Object cannot be sealed.
            default -> throw new IllegalStateException("no JSON for " + value.getClass());
        }
    }

    /** Seconds since the epoch; with milliseconds only when there are some, as AWS writes whole seconds. */
    private static void instant(JsonGenerator generator, Instant time) {
        long millis = time.toEpochMilli();
        if (millis % 1000 == 0) {
            generator.writeNumber(millis / 1000);
        } else {
            generator.writeNumber(BigDecimal.valueOf(millis, 3));
        }
    }
}
