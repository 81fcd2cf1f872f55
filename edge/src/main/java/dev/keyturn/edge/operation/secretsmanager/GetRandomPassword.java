package dev.keyturn.edge.operation.secretsmanager;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;

import dev.keyturn.edge.aws.AwsFailure;
import dev.keyturn.edge.gate.Authorized;
import dev.keyturn.edge.gate.Caller;
import dev.keyturn.edge.gate.Demand;
import dev.keyturn.edge.operation.Api;
import dev.keyturn.edge.operation.Operation.Nothing;
import dev.keyturn.edge.operation.Read;
import dev.keyturn.rules.password.PasswordRule;

/**
 * Makes a password and keeps nothing of it.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html">
 *     GetRandomPassword</a>
 */
final class GetRandomPassword implements Read<GetRandomPasswordRequest, Nothing, GetRandomPasswordResponse> {
    private static final Api<GetRandomPasswordRequest> API = new Api<>(
            "secretsmanager", "GetRandomPassword", GetRandomPasswordRequest.class, GetRandomPasswordRequest::builder);
    private static final long DEFAULT_LENGTH = 32;

    private final RandomGenerator random;

    GetRandomPassword(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Api<GetRandomPasswordRequest> api() {
        return API;
    }

    @Override
    public Nothing resolve(GetRandomPasswordRequest request, Caller caller) {
        return Nothing.NOTHING;
    }

    @Override
    public Demand demand(GetRandomPasswordRequest request, Nothing target, Caller caller) {
        return Demand.of(API.action());
    }

    @Override
    public GetRandomPasswordResponse perform(Authorized<GetRandomPasswordRequest, Nothing> authorized) {
        try {
            String password = rule(authorized.request()).generate(random);
            return GetRandomPasswordResponse.builder().randomPassword(password).build();
        } catch (IllegalArgumentException impossible) {
            throw AwsFailure.of("InvalidParameterException", String.valueOf(impossible.getMessage()));
        }
    }

    private static PasswordRule rule(GetRandomPasswordRequest request) {
        long length = Optional.ofNullable(request.passwordLength()).orElse(DEFAULT_LENGTH);
        return new PasswordRule(
                Math.toIntExact(length),
                Optional.ofNullable(request.excludeCharacters()).orElse(""),
                isTrue(request.excludeNumbers()),
                isTrue(request.excludePunctuation()),
                isTrue(request.excludeUppercase()),
                isTrue(request.excludeLowercase()),
                isTrue(request.includeSpace()),
                !Boolean.FALSE.equals(request.requireEachIncludedType()));
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
