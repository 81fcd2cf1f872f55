package dev.keyturn.state.identity;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import dev.keyturn.state.seal.SecretBytes;
import dev.keyturn.state.seal.SecretBytes.Reason;

/**
 * A {@link Session} as bytes, compact because they travel with each of its calls: fields in a fixed order, texts in
 * UTF-8 with their length before them, times in seconds. Policies and tags come last, deflated together against a
 * dictionary of what policies are made of; the size of that part is what AWS calls the packed size.
 */
final class SessionCodec {
    private static final byte FORMAT = 1;

    /**
     * 100 % of the space that AWS allots to policies and tags once packed. AWS does not say how many bytes that is;
     * with this, whatever fits into the 2,048 characters of a session policy fits unless it is made to be
     * incompressible.
     */
    static final int PACKED_BYTES = 2_048;

    /** What is packed is bounded long before by the limits of the API: 50 tags, 10 ARNs, two policies. */
    private static final int MOST_UNPACKED_BYTES = 64 << 10;

    private static final byte[] DICTIONARY = """
            "StringNotEquals":{"StringLike":{"StringEquals":{"Null":{"DateLessThan":{"NumericLessThan":{"IpAddress":{\
            "ArnLike":{"Bool":{"aws:SourceIp":"aws:PrincipalTag/aws:RequestTag/aws:ResourceTag/"Condition":{\
            rds-db:connect"ssm:GetParameter"sts:AssumeRole"s3:GetObject"kms:Decrypt"iam:List*"iam:Get*"\
            secretsmanager:ListSecrets"secretsmanager:DescribeSecret"secretsmanager:GetSecretValue"secretsmanager:*"\
            arn:aws:iam::aws:policy/arn:aws:iam::*:role/arn:aws:secretsmanager:us-east-1:eu-central-1:*:*:secret:\
            "NotResource":"NotAction":"Sid":"","Effect":"Deny","Resource":"*"}]}{"Version":"2012-10-17","Statement":[{\
            "Effect":"Allow","Action":["*"],"Resource":[""".getBytes(StandardCharsets.US_ASCII);

    private SessionCodec() {}

    /** @param packed {@link #pack} of the session */
    static byte[] encode(Session session, byte[] packed) {
        byte[] secret = session.secret().reveal(Reason.SEAL);
        Out out = new Out();
        out.octet(FORMAT);
        out.octet(session.kind().ordinal());
        out.text(session.accessKeyId());
        out.bytes(secret);
        out.text(session.account());
        out.text(session.principalId());
        out.text(session.name());
        out.time(session.issued());
        out.time(session.expires());
        out.optional(session.sourceIdentity());
        out.time(session.mfa().orElse(Instant.EPOCH));
        out.octet(session.federation().isPresent() ? 1 : 0);
        session.federation().ifPresent(federation -> {
            out.text(federation.provider());
            out.number(federation.keys().size());
            new TreeMap<>(federation.keys()).forEach((key, values) -> {
                out.text(key);
                out.texts(values);
            });
        });
        out.bytes(packed);
        Arrays.fill(secret, (byte) 0);
        return out.finish();
    }

    /** @throws IllegalArgumentException if it is not what {@link #encode} makes */
    static Session decode(byte[] bytes) {
        try {
            return decoded(new In(bytes));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a session that ends too early", e);
        }
    }

    private static Session decoded(In in) {
        if (in.octet() != FORMAT) {
            throw new IllegalArgumentException("a session in an unknown format");
        }
        Session.Kind kind = Session.Kind.values()[in.octet()];
        String accessKeyId = in.text();
        SecretBytes secret = in.secret();
        String account = in.text();
        String principalId = in.text();
        String name = in.text();
        Instant issued = in.time();
        Instant expires = in.time();
        Optional<String> sourceIdentity = in.optional();
        Optional<Instant> mfa = Optional.of(in.time()).filter(time -> !time.equals(Instant.EPOCH));
        Optional<Session.Federation> federation = in.octet() == 0 ? Optional.empty() : Optional.of(federation(in));
        In packed = new In(inflate(in.bytes()));
        List<SessionPolicy> policies =
                packed.texts().stream().map(SessionPolicy::new).toList();
        List<String> arns = packed.texts();
        Map<String, String> tags = new LinkedHashMap<>();
        Set<String> transitive = new LinkedHashSet<>();
        for (int i = packed.number(); i > 0; i--) {
            boolean goesOn = packed.octet() == 1;
            String key = packed.text();
            tags.put(key, packed.text());
            if (goesOn) {
                transitive.add(key);
            }
        }
        return new Session(
                accessKeyId,
                secret,
                kind,
                account,
                principalId,
                name,
                issued,
                expires,
                policies,
                arns,
                tags,
                transitive,
                sourceIdentity,
                mfa,
                federation);
    }

    private static Session.Federation federation(In in) {
        String provider = in.text();
        Map<String, List<String>> keys = new LinkedHashMap<>();
        for (int i = in.number(); i > 0; i--) {
            keys.put(in.text(), in.texts());
        }
        return new Session.Federation(provider, keys);
    }

    /** Policies and tags, deflated. Its length, of {@link #PACKED_BYTES}, is the PackedPolicySize that callers see. */
    static byte[] pack(List<String> policies, List<String> arns, Map<String, String> tags, Set<String> transitive) {
        Out out = new Out();
        out.texts(policies);
        out.texts(arns);
        out.number(tags.size());
        new TreeMap<>(tags).forEach((key, value) -> {
            out.octet(transitive.contains(key) ? 1 : 0);
            out.text(key);
            out.text(value);
        });
        return deflate(out.finish());
    }

    private static byte[] deflate(byte[] plain) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setDictionary(DICTIONARY);
            deflater.setInput(plain);
            deflater.finish();
            byte[] packed = new byte[plain.length + 64];
            int length = deflater.deflate(packed);
            if (!deflater.finished()) {
                throw new IllegalStateException("deflating made it longer than it can");
            }
            return Arrays.copyOf(packed, length);
        }
    }

    private static byte[] inflate(byte[] packed) {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setDictionary(DICTIONARY);
            inflater.setInput(packed);
            byte[] plain = new byte[Math.min(MOST_UNPACKED_BYTES, 1_024 + 4 * packed.length)];
            int length = inflater.inflate(plain);
            while (!inflater.finished()) {
                if (plain.length >= MOST_UNPACKED_BYTES || inflater.needsInput()) {
                    throw new IllegalArgumentException("a session's policies and tags do not unpack");
                }
                plain = Arrays.copyOf(plain, Math.min(MOST_UNPACKED_BYTES, 2 * plain.length));
                length += inflater.inflate(plain, length, plain.length - length);
            }
            return Arrays.copyOf(plain, length);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a session's policies and tags do not unpack", e);
        }
    }

    /** Grows as needed; lengths are variable: seven bits an octet, the lowest first. */
    private static final class Out {
        private byte[] bytes = new byte[512];
        private int length;

        void octet(int value) {
            reserve(1);
            bytes[length++] = (byte) value;
        }

        void number(int value) {
            int rest = value;
            while (rest > 0x7f) {
                octet(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            octet(rest);
        }

        void time(Instant time) {
            reserve(Long.BYTES);
            ByteBuffer.wrap(bytes).putLong(length, time.getEpochSecond());
            length += Long.BYTES;
        }

        void bytes(byte[] value) {
            number(value.length);
            reserve(value.length);
            System.arraycopy(value, 0, bytes, length, value.length);
            length += value.length;
        }

        void text(String text) {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        void texts(List<String> texts) {
            number(texts.size());
            texts.forEach(this::text);
        }

        void optional(Optional<String> text) {
            texts(text.map(List::of).orElse(List.of()));
        }

        /** What was written; nothing of it stays here, since it holds a secret. */
        byte[] finish() {
            byte[] all = Arrays.copyOf(bytes, length);
            Arrays.fill(bytes, (byte) 0);
            return all;
        }

        private void reserve(int more) {
            if (bytes.length - length < more) {
                byte[] old = bytes;
                bytes = Arrays.copyOf(old, Math.max(2 * old.length, length + more));
                Arrays.fill(old, (byte) 0);
            }
        }
    }

    private static final class In {
        private final ByteBuffer bytes;

        In(byte[] bytes) {
            if (bytes.length > MOST_UNPACKED_BYTES) {
                throw new IllegalArgumentException("a session of " + bytes.length + " bytes");
            }
            this.bytes = ByteBuffer.wrap(bytes);
        }

        int octet() {
            return bytes.get() & 0xff;
        }

        int number() {
            int number = 0;
            for (int shift = 0; shift < 28; shift += 7) {
                int octet = octet();
                number |= (octet & 0x7f) << shift;
                if (octet < 0x80) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a length that is too long");
        }

        Instant time() {
            return Instant.ofEpochSecond(bytes.getLong());
        }

        byte[] bytes() {
            int length = number();
            if (length > bytes.remaining()) {
                throw new IllegalArgumentException("a session that ends too early");
            }
            byte[] value = new byte[length];
            bytes.get(value);
            return value;
        }

        SecretBytes secret() {
            byte[] secret = bytes();
            try {
                return SecretBytes.of(secret);
            } finally {
                Arrays.fill(secret, (byte) 0);
            }
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        List<String> texts() {
            List<String> texts = new ArrayList<>();
            for (int i = number(); i > 0; i--) {
                texts.add(text());
            }
            return texts;
        }

        Optional<String> optional() {
            return texts().stream().findFirst();
        }
    }
}
