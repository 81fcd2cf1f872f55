package dev.keyturn.edge.aws;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

import dev.keyturn.edge.aws.ModelPlan.Member;

/**
 * Fills an SDK builder from Query parameters ({@code Tags.member.1.Key=…}): first into a tree by the dots, then down
 * the tree by the model. Indices order a list; gaps in them close, so a large index costs nothing.
 */
final class QueryReading {
    /** {@code A.member.1.B.entry.1.value} is deeper than any input of the services here by two. */
    private static final int MAX_SEGMENTS = 12;

    /** Four digits. */
    private static final int MAX_INDEX_LENGTH = 4;

    private QueryReading() {}

    /** A name's part between dots. */
    private static final class Node {
        private @Nullable String value;
        private final Map<String, Node> children = new LinkedHashMap<>(4);
    }

    static void members(FormParameters parameters, SdkPojo builder) {
        Node root = new Node();
        parameters.all().forEach((name, value) -> plant(root, name, value));
        members(root, builder);
    }

    private static void plant(Node root, String name, String value) {
        Node node = root;
        int segments = 0;
        for (int start = 0; start <= name.length(); ) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            if (++segments > MAX_SEGMENTS) {
                throw FormParameters.malformed("a parameter name has more than " + MAX_SEGMENTS + " parts");
            }
            node = node.children.computeIfAbsent(name.substring(start, end), _ -> new Node());
            start = end + 1;
        }
        node.value = value;
    }

    private static int index(String name) {
        boolean number = !name.isEmpty() && name.length() <= MAX_INDEX_LENGTH && name.charAt(0) != '0';
        for (int i = 0; i < name.length(); i++) {
            number &= name.charAt(i) >= '0' && name.charAt(i) <= '9';
        }
        if (!number) {
            throw FormParameters.malformed("a list index is not a number from 1 to 9999");
        }
        return Integer.parseInt(name);
    }

    private static void members(Node node, SdkPojo builder) {
        ModelPlan plan = ModelPlan.of(builder);
        node.children.forEach((name, child) -> {
            Member member = plan.byWireName(name);
            if (member != null) {
                member.set(builder, value(member, child));
            }
        });
    }

    private static Object value(Member member, Node node) {
        return switch (member.type()) {
            case STRING -> text(node);
            case BOOLEAN -> bool(text(node));
            case INTEGER -> (int) integer(text(node), Integer.MIN_VALUE, Integer.MAX_VALUE);
            case SHORT -> (short) integer(text(node), Short.MIN_VALUE, Short.MAX_VALUE);
            case BYTE -> (byte) integer(text(node), Byte.MIN_VALUE, Byte.MAX_VALUE);
            case LONG -> integer(text(node), Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> (float) decimal(text(node));
            case DOUBLE -> decimal(text(node));
            case INSTANT -> instant(text(node));
            case SDK_BYTES -> bytes(text(node));
            case LIST -> list(member, node);
            case MAP -> map(member, node);
            case SDK_POJO -> structure(member, node);
            case BIG_DECIMAL, DOCUMENT, NULL ->
                throw new IllegalStateException("no input of the services here is a " + member.type());
        };
    }

    private static String text(Node node) {
        if (node.value == null) {
            throw FormParameters.malformed("a parameter has parts where a value was expected");
        }
        return node.value;
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            // An open set: text.
            default -> throw FormParameters.malformed("a parameter is not a boolean");
        };
    }

    private static long integer(String text, long min, long max) {
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Answered below, without the text.
        }
        throw FormParameters.malformed("a parameter is not an integer in range");
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw FormParameters.malformed("a parameter is not a number");
        }
    }

    private static Instant instant(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeParseException _) {
            throw FormParameters.malformed("a parameter is not an ISO 8601 timestamp");
        }
    }

    private static SdkBytes bytes(String base64) {
        try {
            return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            throw FormParameters.malformed("a parameter is not Base64");
        }
    }

    private static List<Object> list(Member member, Node node) {
        List<Object> list = new ArrayList<>();
        for (Node element : elements(node, member.flattened(), member.elementName(), "member")) {
            list.add(value(member.element(), element));
        }
        return list;
    }

    private static Map<String, Object> map(Member member, Node node) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Node entry : elements(node, member.flattened(), "entry", "entry")) {
            Node key = entry.children.get(member.keyName());
            Node value = entry.children.get(member.elementName());
            if (key == null || value == null) {
                throw FormParameters.malformed("a map entry without key or value");
            }
            if (map.put(text(key), value(member.element(), value)) != null) {
                throw FormParameters.malformed("a map key is given twice");
            }
        }
        return map;
    }

    private static Collection<Node> elements(Node node, boolean flattened, String name, String usualName) {
        if (flattened || node.children.isEmpty()) {
            return indexed(node);
        }
        Node named = node.children.get(name);
        Node holder = named != null ? named : node.children.get(usualName);
        if (holder == null || node.children.size() > 1) {
            throw FormParameters.malformed("a list parameter without `" + usualName + "`");
        }
        return indexed(holder);
    }

    /** In the order of the indices. {@code Tags=} without anything is how an empty list is sent. */
    private static Collection<Node> indexed(Node node) {
        if (node.children.isEmpty() && !text(node).isEmpty()) {
            throw FormParameters.malformed("a parameter has a value where parts were expected");
        }
        TreeMap<Integer, Node> ordered = new TreeMap<>();
        node.children.forEach((index, child) -> ordered.put(index(index), child));
        return ordered.values();
    }

    private static SdkPojo structure(Member member, Node node) {
        SdkPojo builder = member.newBuilder();
        members(node, builder);
        return ModelPlan.build(builder);
    }
}
