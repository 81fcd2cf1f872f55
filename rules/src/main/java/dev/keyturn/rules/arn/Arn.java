package dev.keyturn.rules.arn;

/**
 * An Amazon Resource Name, {@code arn:partition:service:region:account:resource}. The resource part may itself
 * hold colons and slashes; region and account may be empty.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">Amazon Resource Names</a>
 */
public record Arn(String partition, String service, String region, String account, String resource) {

    /** @throws IllegalArgumentException if {@code text} is no ARN */
    public static Arn parse(String text) {
        String[] parts = text.split(":", 6);
        if (parts.length != 6
                || !parts[0].equals("arn")
                || parts[1].isEmpty()
                || parts[2].isEmpty()
                || parts[5].isEmpty()) {
            throw new IllegalArgumentException("not an ARN: `" + text + "`");
        }
        return new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    /** An ARN of the {@code aws} partition. */
    public static Arn of(String service, String region, String account, String resource) {
        return new Arn("aws", service, region, account, resource);
    }

    @Override
    public String toString() {
        return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
    }
}
