package dev.keyturn.state.parameter;

/** How large a parameter may be and whether it may have policies. */
public enum ParameterTier {
    STANDARD,
    ADVANCED
}
