package dev.keyturn.state.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationFunctionTest {

    @Test
    void answersToTheTemplatesNameInAnyAccount() {
        assertThat(RotationFunction.of(
                        "arn:aws:lambda:eu-west-1:000000000000:function:SecretsManagerRDSPostgreSQLRotationSingleUser"))
                .contains(RotationFunction.POSTGRES_SINGLE_USER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SecretsManagerRDSPostgreSQLRotationSingleUser",
                "arn:aws:lambda:eu-west-1:1:function:Another",
                "arn:aws:lambda:eu-west-1:1:layer:SecretsManagerRDSPostgreSQLRotationSingleUser",
                "arn:aws:sns:eu-west-1:1:function:SecretsManagerRDSPostgreSQLRotationSingleUser"
            })
    void knowsNoOthers(String arn) {
        assertThat(RotationFunction.of(arn)).isEmpty();
    }
}
