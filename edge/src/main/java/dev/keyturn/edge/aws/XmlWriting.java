package dev.keyturn.edge.aws;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

import dev.keyturn.edge.aws.ModelPlan.Member;

/** Writes SDK model objects as the Query protocol's XML. */
final class XmlWriting {
    private final StringBuilder out = new StringBuilder(512);

    XmlWriting open(String element) {
        out.append('<').append(element).append('>');
        return this;
    }

    /** @param namespace none when empty */
    XmlWriting openIn(String element, String namespace) {
        if (namespace.isEmpty()) {
            return open(element);
        }
        out.append('<').append(element).append(" xmlns=\"");
        escape(namespace);
        out.append("\">");
        return this;
    }

    XmlWriting close(String element) {
        out.append("</").append(element).append('>');
        return this;
    }

    XmlWriting text(String element, String text) {
        open(element);
        escape(text);
        return close(element);
    }

    XmlWriting members(SdkPojo pojo) {
        for (Member member : ModelPlan.of(pojo).members()) {
            Object value = member.get(pojo);
            if (value != null) {
                value(member, member.wireName(), value);
            }
        }
        return this;
    }

    private void value(Member member, String element, Object value) {
        switch (value) {
            case String text -> text(element, text);
            case Instant time ->
                text(element, time.truncatedTo(ChronoUnit.MILLIS).toString());
            case Boolean bool -> text(element, bool.toString());
            case Number number -> text(element, number.toString());
            case SdkBytes bytes -> text(element, Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()));
            case SdkPojo structure -> open(element).members(structure).close(element);
            case Collection<?> list -> list(member, element, list);
            case Map<?, ?> map -> map(member, element, map);
            // SDK models have no other classes; Object cannot be sealed.
            default -> throw new IllegalStateException("no XML for " + value.getClass());
        }
    }

    private void list(Member member, String element, Collection<?> list) {
        if (member.flattened()) {
            list.forEach(value -> value(member.element(), element, value));
        } else {
            open(element);
            list.forEach(value -> value(member.element(), member.elementName(), value));
            close(element);
        }
    }

    private void map(Member member, String element, Map<?, ?> map) {
        String entry = member.flattened() ? element : "entry";
        if (!member.flattened()) {
            open(element);
        }
        map.forEach((key, value) -> {
            open(entry).text(member.keyName(), (String) key);
            value(member.element(), member.elementName(), value);
            close(entry);
        });
        if (!member.flattened()) {
            close(element);
        }
    }

    /**
     * XML 1.0 cannot carry most control characters, not even as references, and a parser turns a bare carriage return
     * into a line feed: the former become U+FFFD, the latter a reference.
     */
    private void escape(String text) {
        int clean = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '<' && c != '>' && c != '&' && c != '"' && c < Character.MIN_SURROGATE) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, clean, i).append(escaped(c));
            clean = i + 1;
        }
        out.append(text, clean, text.length());
    }

    private static String escaped(char c) {
        return switch (c) {
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\r' -> "&#xD;";
            case '\n', '\t' -> String.valueOf(c);
            // What is left is either allowed above the surrogates, or not a character of XML 1.0.
            default -> c >= 0xE000 && c <= 0xFFFD ? String.valueOf(c) : "\uFFFD";
        };
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
