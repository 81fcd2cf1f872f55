package dev.keyturn.rules.sigv4;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The canonical form of a path: dot segments and empty segments removed, then every segment percent-encoded once
 * more. S3 alone signs the path as it is.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
 *     signed API request, step 1</a>
 */
final class CanonicalPath {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CanonicalPath() {}

    /**
     * The forms under which signers sign {@code path}. One, except for a path with dot segments: botocore, the
     * SDK for Java and signers that do not normalise differ there, and each of their forms names this very path.
     */
    static List<String> candidates(String path, String service) {
        if (path.isEmpty() || path.equals("/")) {
            return List.of("/");
        }
        if (service.equals("s3")) {
            return List.of(path);
        }
        if (!path.contains("//") && !path.contains("/.")) {
            return List.of(encode(path));
        }
        Set<String> forms = new LinkedHashSet<>();
        forms.add(encode(withoutDotSegments(path, false))); // botocore
        forms.add(encode(withoutDotSegments(path, true))); // the SDK for Java
        forms.add(encode(path));
        return List.copyOf(forms);
    }

    /**
     * RFC 3986, section 5.2.4, and empty segments dropped.
     *
     * @param keepLeadingParents whether a {@code ..} with nothing before it to remove stays
     */
    private static String withoutDotSegments(String path, boolean keepLeadingParents) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            boolean parent = segment.equals("..");
            boolean removable = !kept.isEmpty() && !kept.getLast().equals("..");
            if (parent && removable) {
                kept.removeLast();
            } else if (!parent || keepLeadingParents) {
                kept.addLast(segment);
            }
        }
        return "/" + String.join("/", kept) + (path.endsWith("/") && !kept.isEmpty() ? "/" : "");
    }

    private static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        if (!path.startsWith("/")) {
            encoded.append('/');
        }
        for (byte b : Wire.bytes(path)) {
            if (b == '/' || QueryParameter.isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                HEX.toHexDigits(encoded.append('%'), b);
            }
        }
        return encoded.toString();
    }
}
