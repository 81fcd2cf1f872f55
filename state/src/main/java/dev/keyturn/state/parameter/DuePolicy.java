package dev.keyturn.state.parameter;

/**
 * A policy whose time has come.
 *
 * @param position which one of the parameter's it is
 */
public record DuePolicy(Parameter parameter, int position, ParameterPolicy policy) {}
