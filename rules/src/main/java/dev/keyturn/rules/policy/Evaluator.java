package dev.keyturn.rules.policy;

import java.util.List;

/** Decides a request from the policies that apply to it. Pure: no clock, no chance, no state. */
public final class Evaluator {
    private Evaluator() {}

    public static Decision decide(List<NamedPolicy> policies, AccessRequest request) {
        throw new UnsupportedOperationException("skeleton");
    }
}
