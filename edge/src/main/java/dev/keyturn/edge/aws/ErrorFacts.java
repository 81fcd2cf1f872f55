package dev.keyturn.edge.aws;

/**
 * An error that the API model lists.
 *
 * @param code on the wire, {@code NoSuchEntity}
 * @param messageMember what the JSON member with the message is called
 */
public record ErrorFacts(String code, int status, String messageMember) {}
