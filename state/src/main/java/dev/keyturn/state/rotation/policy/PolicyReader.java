package dev.keyturn.state.rotation.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

import dev.keyturn.rules.password.PasswordRule;
import dev.keyturn.rules.schedule.Schedule;
import dev.keyturn.state.rotation.Method;
import dev.keyturn.state.rotation.OthersFunctions;
import dev.keyturn.state.rotation.RotationWindow;
import dev.keyturn.state.rotation.policy.Policy.Environments;
import dev.keyturn.state.rotation.policy.Policy.Match;
import dev.keyturn.state.rotation.policy.Policy.NamePattern;
import dev.keyturn.state.rotation.policy.Policy.Way;

/**
 * Reads policies strictly: what is not a field, or not what its field may be, is an error that says where it stands. One
 * policy is an object, several are a list of them.
 */
public final class PolicyReader {
    private static final int LONGEST_FILE = 1 << 20;
    private static final int MOST_ENVIRONMENTS = 20;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Duration SHORTEST_OVERLAP = Duration.ofMinutes(5);
    private static final Duration LONGEST_WINDOW = Duration.ofHours(24);

    /** Below this a stolen verifier is worth trying; Redis keeps an unsalted hash. */
    private static final int FEWEST_BITS = 80;

    private static final int SHORTEST_PASSWORD = 12;

    /** What every engine takes. */
    private static final int LONGEST_PASSWORD = 128;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

    /** What a secret may be called, and what its name may begin with. */
    private static final Pattern SECRET_NAME =
            Pattern.compile("[A-Za-z0-9/_+=.@-]{1,512}|[A-Za-z0-9/_+=.@-]{0,512}\\*");

    private static final Set<String> FIELDS = Set.of(
            "name",
            "match",
            "strategy",
            "function",
            "schedule",
            "window",
            "password",
            "overlapDeadline",
            "overdueAfter",
            "environments",
            "administrators",
            "enforce");

    private final Predicate<String> account;
    private final Predicate<String> function;
    private final Instant now;

    private PolicyReader(Predicate<String> account, Predicate<String> function, Instant now) {
        this.account = account;
        this.function = function;
        this.now = now;
    }

    /**
     * The policies that a file holds.
     *
     * @param account whether there is an account of that id or name
     * @param function whether there is a rotation function of that name
     * @throws PolicyFormatException with what is wrong first, and where
     */
    public static List<Policy> file(String text, Predicate<String> account, Predicate<String> function, Instant now) {
        if (text.length() > LONGEST_FILE) {
            throw new PolicyFormatException(1, 1, "the file is longer than " + LONGEST_FILE + " characters");
        }
        PolicyReader reader = new PolicyReader(account, function, now);
        Located whole = Located.parse(text);
        List<Located> each = whole.value() instanceof Located.Value.Items ? whole.items() : List.of(whole);
        Set<String> names = new HashSet<>();
        List<Policy> all = new ArrayList<>();
        for (Located one : each) {
            Policy policy = reader.policy(one);
            if (!names.add(policy.name())) {
                throw one.wrong("of the name `" + policy.name() + "` stands in the file already");
            }
            all.add(policy);
        }
        if (all.isEmpty()) {
            throw whole.wrong("must be there");
        }
        return List.copyOf(all);
    }

    /** A policy as it was stored. What has gone since, an account or a function, is no error here. */
    static Policy stored(String document) {
        return new PolicyReader(_ -> true, _ -> true, Instant.EPOCH).policy(Located.parse(document));
    }

    private Policy policy(Located one) {
        Map<String, Located> fields = one.fields(FIELDS);
        Located schedule = required(fields, "schedule", one);
        Optional<Located> window = optional(fields, "window");
        Schedule parsed = schedule(schedule);
        window.ifPresent(length -> requireFits(length, schedule.text(), parsed));
        Optional<Environments> environments = optional(fields, "environments").map(this::environments);
        requireRoomForGates(window, environments);
        return new Policy(
                matching(
                        required(fields, "name", one),
                        NAME,
                        "is not a name for a policy: 1 to 64 letters, digits, dots," + " hyphens and underscores"),
                match(required(fields, "match", one)),
                way(fields, one),
                schedule.text(),
                window.map(Located::text),
                optional(fields, "password").map(PolicyReader::password),
                optional(fields, "overlapDeadline").map(field -> duration(field, SHORTEST_OVERLAP)),
                optional(fields, "overdueAfter").map(field -> duration(field, Duration.ZERO)),
                environments,
                optional(fields, "administrators").map(PolicyReader::patterns).orElse(List.of()),
                optional(fields, "enforce").map(Located::flag).orElse(false),
                rendered(one));
    }

    private Match match(Located match) {
        Map<String, Located> fields = match.fields(Set.of("accounts", "path", "tags"));
        List<String> accounts = new ArrayList<>();
        optional(fields, "accounts").map(Located::items).orElse(List.of()).forEach(one -> {
            if (!account.test(one.text())) {
                throw one.wrong("is no account's id or name");
            }
            accounts.add(one.text());
        });
        Map<String, String> tags = new TreeMap<>();
        optional(fields, "tags")
                .map(Located::entries)
                .orElse(Map.of())
                .forEach((key, value) -> tags.put(key, value.text()));
        Optional<NamePattern> path = optional(fields, "path").map(PolicyReader::pattern);
        if (path.isEmpty() && tags.isEmpty()) {
            throw match.wrong("must name a `path` or `tags`: `\"path\": \"*\"` means every secret");
        }
        return new Match(accounts, path, tags);
    }

    private Way way(Map<String, Located> fields, Located policy) {
        Optional<Located> strategy = optional(fields, "strategy");
        Optional<Located> named = optional(fields, "function");
        if (strategy.isPresent() == named.isPresent()) {
            throw policy.wrong("must have one of `strategy` and `function`");
        }
        if (strategy.isPresent()) {
            return new Way.ByMethod(Arrays.stream(Method.values())
                    .filter(method -> Policy.word(method).equals(strategy.get().text()))
                    .findFirst()
                    .orElseThrow(() -> strategy.get().wrong("must be one of " + methods())));
        }
        Located function = named.orElseThrow();
        if (!OthersFunctions.NAME.matcher(function.text()).matches() || !this.function.test(function.text())) {
            throw function.wrong("is no rotation function: neither built in nor in the settings");
        }
        return new Way.ByFunction(function.text());
    }

    private static String methods() {
        return Arrays.stream(Method.values())
                .map(method -> "`" + Policy.word(method) + "`")
                .collect(Collectors.joining(", "));
    }

    private Schedule schedule(Located field) {
        try {
            Schedule schedule = Schedule.parse(field.text());
            var _ = schedule.next(now);
            return schedule;
        } catch (IllegalArgumentException e) {
            throw field.wrong("is not a schedule: " + e.getMessage());
        }
    }

    private void requireFits(Located window, String expression, Schedule schedule) {
        try {
            Duration length = RotationWindow.length(window.text());
            if (length.compareTo(LONGEST_WINDOW) > 0) {
                throw window.wrong("must be at most `24h`");
            }
            RotationWindow.requireFits(expression, schedule, length, now);
        } catch (IllegalArgumentException e) {
            throw window.wrong("is not a window: " + e.getMessage());
        }
    }

    private Environments environments(Located field) {
        Map<String, Located> fields = field.fields(Set.of("tag", "order", "gate"));
        Located listed = required(fields, "order", field);
        List<String> order = listed.items().stream()
                .map(one -> matching(
                        one,
                        ENVIRONMENT,
                        "is not an environment: 1 to 50 letters, digits, dots, hyphens" + " and underscores"))
                .toList();
        if (order.isEmpty()
                || order.size() > MOST_ENVIRONMENTS
                || Set.copyOf(order).size() != order.size()) {
            throw listed.wrong("must name 1 to " + MOST_ENVIRONMENTS + " different environments");
        }
        return new Environments(
                optional(fields, "tag").map(Located::text).orElse(Policy.ENVIRONMENT_TAG),
                order,
                optional(fields, "gate")
                        .map(gate -> duration(gate, Duration.ZERO))
                        .orElse(Duration.ZERO));
    }

    /** Else the last environment would come to its gate's end after its window's, each time. */
    private static void requireRoomForGates(Optional<Located> window, Optional<Environments> environments) {
        if (window.isEmpty() || environments.isEmpty()) {
            return;
        }
        Duration gates = environments
                .get()
                .gate()
                .multipliedBy(environments.get().order().size() - 1L);
        if (gates.compareTo(RotationWindow.length(window.get().text())) >= 0) {
            throw window.get().wrong("must be longer than the gates before the last environment, which take " + gates);
        }
    }

    /** In the words of GetRandomPassword. What it leaves open is as it always is: what no URL has to escape. */
    private static PasswordRule password(Located field) {
        Map<String, Located> fields = field.fields(Set.of(
                "length",
                "excludeCharacters",
                "excludeNumbers",
                "excludePunctuation",
                "excludeUppercase",
                "excludeLowercase",
                "includeSpace",
                "requireEachIncludedType"));
        PasswordRule usual = PasswordRule.URL_SAFE;
        long length = optional(fields, "length").map(Located::whole).orElse((long) usual.length());
        if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
            throw field.wrong("must have a `length` from " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD);
        }
        PasswordRule rule = new PasswordRule(
                (int) length,
                optional(fields, "excludeCharacters").map(Located::text).orElse(usual.excludeCharacters()),
                flag(fields, "excludeNumbers", false),
                flag(fields, "excludePunctuation", false),
                flag(fields, "excludeUppercase", false),
                flag(fields, "excludeLowercase", false),
                flag(fields, "includeSpace", false),
                flag(fields, "requireEachIncludedType", true));
        if (rule.bits() < FEWEST_BITS) {
            throw field.wrong("makes passwords of " + (int) rule.bits() + " bits: there must be " + FEWEST_BITS);
        }
        return rule;
    }

    private static boolean flag(Map<String, Located> fields, String name, boolean otherwise) {
        return optional(fields, name).map(Located::flag).orElse(otherwise);
    }

    private static List<NamePattern> patterns(Located list) {
        return list.items().stream().map(PolicyReader::pattern).toList();
    }

    private static NamePattern pattern(Located field) {
        return new NamePattern(
                matching(field, SECRET_NAME, "must be a secret's name, or the beginning of names and `*`"));
    }

    private static Duration duration(Located field, Duration least) {
        try {
            Duration duration = Duration.parse(field.text());
            if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException _) {
            // Refused in the same words as one that is too long.
        }
        throw field.wrong("must be a duration like `PT1H`, from " + least + " to " + LONGEST);
    }

    private static String matching(Located field, Pattern pattern, String rule) {
        String text = field.text();
        if (!pattern.matcher(text).matches()) {
            throw field.wrong(rule);
        }
        return text;
    }

    private static Located required(Map<String, Located> fields, String name, Located of) {
        return optional(fields, name).orElseThrow(() -> of.wrong("must have the field `" + name + "`"));
    }

    private static Optional<Located> optional(Map<String, Located> fields, String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** As it is kept: the fields in their order, without what stood between them. */
    private static String rendered(Located one) {
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(plain(one));
    }

    private static Object plain(Located one) {
        return switch (one.value()) {
            case Located.Value.Fields(Map<String, Located> all) -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                all.forEach((name, field) -> fields.put(name, plain(field)));
                yield fields;
            }
            case Located.Value.Items(List<Located> all) ->
                all.stream().map(PolicyReader::plain).toList();
            case Located.Value.Text(String text) -> text;
            case Located.Value.Whole(long number) -> number;
            case Located.Value.Flag(boolean on) -> on;
            case Located.Value.Other() -> throw one.wrong("is nothing that a policy can say");
        };
    }
}
