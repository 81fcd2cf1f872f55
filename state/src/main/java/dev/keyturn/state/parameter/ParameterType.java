package dev.keyturn.state.parameter;

/** What a parameter's value is. */
public enum ParameterType {
    STRING,
    STRING_LIST,
    /** A secret: answered only to who asks for it decrypted. */
    SECURE_STRING
}
