package dev.keyturn.rules.policy;

/**
 * Where a statement stands in the text of its document: from its opening brace to its closing brace. Lines and columns
 * count from 1.
 */
public record Place(int startLine, int startColumn, int endLine, int endColumn) {}
