package dev.keyturn.rules.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** One value of a policy's condition, ready to be compared with a value of the request. */
sealed interface ConditionTest {

    /** False, too, for a request value that is not of the operator's type. */
    boolean matches(String value, ConditionContext context);

    /** Whether every variable in the policy's value has a value. */
    default boolean resolvable(ConditionContext context) {
        return true;
    }

    /** Whether what passes is of fixed accounts, or of a bounded range of addresses. */
    default boolean narrow() {
        return false;
    }

    /** The keys of the variables in the policy's value, as they are written. */
    default Stream<String> variables() {
        return Stream.empty();
    }

    /** How two ordered values compare, the request's on the left. */
    enum Comparison {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(int sign) {
            return switch (this) {
                case EQUAL -> sign == 0;
                case LESS -> sign < 0;
                case LESS_OR_EQUAL -> sign <= 0;
                case GREATER -> sign > 0;
                case GREATER_OR_EQUAL -> sign >= 0;
            };
        }
    }

    record Text(TextPattern pattern) implements ConditionTest {
        @Override
        public boolean matches(String value, ConditionContext context) {
            return pattern.matches(value, context);
        }

        @Override
        public boolean narrow() {
            return pattern.isFixed() || pattern.hasFixedAccount();
        }

        @Override
        public boolean resolvable(ConditionContext context) {
            return pattern.resolvable(context);
        }

        @Override
        public Stream<String> variables() {
            return pattern.variables();
        }
    }

    record OfArn(ArnPattern pattern) implements ConditionTest {
        @Override
        public boolean matches(String value, ConditionContext context) {
            return pattern.matches(value, context);
        }

        @Override
        public boolean narrow() {
            return pattern.hasFixedAccount();
        }

        @Override
        public boolean resolvable(ConditionContext context) {
            return pattern.resolvable(context);
        }

        @Override
        public Stream<String> variables() {
            return pattern.variables();
        }
    }

    record Numeric(Comparison comparison, BigDecimal number) implements ConditionTest {
        private static final int MAX_LENGTH = 64;

        @Override
        public boolean matches(String value, ConditionContext context) {
            return read(value)
                    .map(other -> comparison.holds(other.compareTo(number)))
                    .orElse(false);
        }

        /** Plain decimals only: an exponent could ask for a number of any size. */
        static Optional<BigDecimal> read(String text) {
            boolean plain = text.length() <= MAX_LENGTH
                    && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+');
            try {
                return plain ? Optional.of(new BigDecimal(text)) : Optional.empty();
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }
    }

    record Date(Comparison comparison, Instant instant) implements ConditionTest {
        private static final int MAX_LENGTH = 40;

        @Override
        public boolean matches(String value, ConditionContext context) {
            return read(value)
                    .map(other -> comparison.holds(other.compareTo(instant)))
                    .orElse(false);
        }

        static Optional<Instant> read(String text) {
            if (text.length() > MAX_LENGTH) {
                return Optional.empty();
            }
            try {
                if (text.length() > 4 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
                }
                if (text.length() == 4) {
                    return Optional.of(midnight(Year.parse(text).atDay(1)));
                }
                if (text.indexOf('T') > 0) {
                    return Optional.of(OffsetDateTime.parse(text).toInstant());
                }
                return Optional.of(
                        midnight(text.length() == 7 ? YearMonth.parse(text).atDay(1) : LocalDate.parse(text)));
            } catch (DateTimeException | NumberFormatException _) {
                return Optional.empty();
            }
        }

        private static Instant midnight(LocalDate date) {
            return date.atStartOfDay().toInstant(ZoneOffset.UTC);
        }
    }

    record Bool(boolean wanted) implements ConditionTest {
        @Override
        public boolean matches(String value, ConditionContext context) {
            return value.equalsIgnoreCase(wanted ? "true" : "false");
        }

        static Optional<Boolean> read(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty(); // an open set: text
            };
        }
    }

    /** @param wantAbsent whether the key must not be there; {@link Condition} asks it before it looks at values */
    record Null(boolean wantAbsent) implements ConditionTest {
        @Override
        public boolean matches(String value, ConditionContext context) {
            return !wantAbsent;
        }
    }

    record Binary(byte[] bytes) implements ConditionTest {
        @Override
        public boolean matches(String value, ConditionContext context) {
            return read(value).map(other -> Arrays.equals(other, bytes)).orElse(false);
        }

        static Optional<byte[]> read(String text) {
            try {
                return Optional.of(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    record Ip(CidrBlock block) implements ConditionTest {
        /** Wider ranges count as everywhere. */
        private static final int MIN_BITS_IPV4 = 8;

        private static final int MIN_BITS_IPV6 = 32;

        @Override
        public boolean narrow() {
            return block.bits() >= (block.network().length == 4 ? MIN_BITS_IPV4 : MIN_BITS_IPV6);
        }

        @Override
        public boolean matches(String value, ConditionContext context) {
            return CidrBlock.address(value).map(block::contains).orElse(false);
        }
    }
}
