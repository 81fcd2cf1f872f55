package dev.keyturn.edge.operation.iam.password;

import java.util.List;

import dev.keyturn.edge.operation.Operation;
import dev.keyturn.state.signin.Passwords;
import dev.keyturn.state.store.Store;

/** The operations on users' passwords and on the account's password policy. */
public final class PasswordOperations {
    private PasswordOperations() {}

    /** One of each. */
    public static List<Operation<?, ?, ?>> all(Store store, Passwords passwords) {
        return List.of(
                new CreateLoginProfile(passwords),
                new GetLoginProfile(store),
                new UpdateLoginProfile(passwords),
                new DeleteLoginProfile(),
                new ChangePassword(store, passwords),
                new GetAccountPasswordPolicy(store),
                new UpdateAccountPasswordPolicy(),
                new DeleteAccountPasswordPolicy());
    }
}
