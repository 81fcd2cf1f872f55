package dev.keyturn.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import dev.keyturn.state.seal.SecretBytes;

/** The walls between the rooms (docs/design/architecture.md) that Maven's dependencies cannot hold alone. */
class WallsTest {
    private static final JavaClasses KEYTURN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.keyturn");

    /** Every class that reads a secret's plaintext, and why it has to. Adding one is a decision: make it here. */
    private static final List<String> READERS_OF_SECRETS = List.of(
            "dev.keyturn.databases.rotation.DatabaseSecret", // edits the password in the secret's JSON
            "dev.keyturn.databases.target.MySqlConnector", // logs in
            "dev.keyturn.databases.target.MySqlSession", // computes the verifier that the database stores
            "dev.keyturn.databases.target.OracleConnector", // logs in
            "dev.keyturn.databases.target.OracleSession", // the database takes the password as it is
            "dev.keyturn.databases.target.PostgresDialect", // logs in
            "dev.keyturn.databases.target.PostgresSession", // computes the verifier that the database stores
            "dev.keyturn.databases.target.RedisDialect", // logs in
            "dev.keyturn.databases.target.RedisRules", // computes the verifier that the database stores
            "dev.keyturn.databases.target.SqlServerConnector", // logs in
            "dev.keyturn.databases.target.SqlServerSession", // the database takes the password as it is
            "dev.keyturn.edge.gate.Authenticator", // verifies signatures with the caller's key
            "dev.keyturn.edge.operation.iam.key.CreateAccessKey", // shows a new key once
            "dev.keyturn.state.instance.MasterPassword", // puts it into the JSON of its secret
            "dev.keyturn.state.signin.MfaCodes", // computes the codes of a device
            "dev.keyturn.state.signin.PasswordHashing", // compares with what a person typed
            "dev.keyturn.edge.operation.secretsmanager.GetSecretValue", // answers with it
            "dev.keyturn.edge.operation.ssm.ParameterSeal", // answers with it
            "dev.keyturn.edge.replication.SecretMessage", // tells another region's server
            "dev.keyturn.edge.operation.sts.SessionMaker", // shows new temporary credentials once
            "dev.keyturn.server.CredentialsFile", // hands over the bootstrap key
            "dev.keyturn.state.identity.SessionCodec", // seals it into the session token
            "dev.keyturn.state.rotation.AccessKeySecret", // reads and edits the access key in a secret's JSON
            "dev.keyturn.state.rotation.TargetDescription", // reads which login a secret's JSON describes
            "dev.keyturn.state.seal.EnvelopeSeal", // encrypts
            "dev.keyturn.state.seal.RootKey", // becomes a key
            "dev.keyturn.state.seal.SharedKeys", // becomes a key
            "dev.keyturn.state.trail.ChainedTrail"); // keys the chain

    /** What an address says of itself. */
    private static final List<String> ASKS_NOBODY = List.of(
            "ofLiteral",
            "getAddress",
            "getHostAddress",
            "isAnyLocalAddress",
            "isIPv4CompatibleAddress",
            "isLinkLocalAddress",
            "isLoopbackAddress",
            "isMulticastAddress");

    @Test
    void rulesArePure() {
        noClasses()
                .that()
                .resideInAPackage("dev.keyturn.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "java.nio.file..", "java.io..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat(resideInAPackage("java.net..")
                        .and(not(assignableTo(InetAddress.class)))
                        .and(not(assignableTo(URLEncoder.class))))
                .orShould()
                .callMethodWhere(describe(
                        "it asks a name server",
                        call -> call.getTargetOwner().isAssignableTo(InetAddress.class)
                                && !ASKS_NOBODY.contains(call.getName())))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, Clock.class, java.util.Random.class, java.security.SecureRandom.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .because("a rule that needs no world can be tested and reasoned about without one")
                .check(KEYTURN);
    }

    @Test
    void onlyTheStoreAndTheTargetsSpeakJdbc() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.keyturn.state.store..",
                        "dev.keyturn.databases.target..",
                        "dev.keyturn.demo..",
                        "dev.keyturn.testbed..",
                        "dev.keyturn.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .because("connections, transactions and their failures are handled in one place on each side")
                .check(KEYTURN);
    }

    @Test
    void edgeAndDatabasesNeverKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.keyturn.edge..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.keyturn.databases..")
                .because("a request only records that a rotation is due; they meet in the store")
                .check(KEYTURN);
        noClasses()
                .that()
                .resideInAPackage("dev.keyturn.databases..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.keyturn.edge..", "software.amazon.awssdk..")
                .because("a rotation must go on whatever arrives at the edge, and in whatever protocol")
                .check(KEYTURN);
    }

    @Test
    void theStateKnowsNoWire() {
        noClasses()
                .that()
                .resideInAPackage("dev.keyturn.state..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon.awssdk..", "io.vertx..")
                .because("what is durable outlives the protocols that changed it")
                .check(KEYTURN);
    }

    @Test
    void readersOfSecretsAreExactlyThoseOnTheList() {
        assertThat(KEYTURN.stream()
                        .filter(type -> !isForTryingOut(type))
                        .filter(type ->
                                type.getCodeUnitAccessesFromSelf().stream().anyMatch(WallsTest::reveals))
                        .map(WallsTest::outermost)
                        .distinct())
                .as("whoever reads plaintext does so for a reason that a reviewer has seen, and nobody else does")
                .containsExactlyInAnyOrderElementsOf(READERS_OF_SECRETS);
    }

    private static boolean isForTryingOut(JavaClass type) {
        return type.getPackageName().startsWith("dev.keyturn.demo")
                || type.getPackageName().startsWith("dev.keyturn.bench");
    }

    /** A call or a method reference. */
    private static boolean reveals(JavaCodeUnitAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(SecretBytes.class)
                && access.getName().startsWith("reveal");
    }

    private static String outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getFullName();
    }

    @Test
    void packagesAreNamedForWhatTheyHold() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..common..", "..core..", "..impl..", "..helper..", "..helpers..")
                .because("such a name says where a thing was put, not what it is")
                .check(KEYTURN);
    }

    @Test
    void onlyTheServerExits() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.keyturn.server..", "dev.keyturn.demo..", "dev.keyturn.bench..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .because("a library that ends the process takes every other request with it")
                .check(KEYTURN);
        classes()
                .that()
                .areAssignableTo(Error.class)
                .should()
                .resideOutsideOfPackage("dev.keyturn..")
                .allowEmptyShould(true)
                .because("errors are the virtual machine's; ours are refusals, outages and bugs")
                .check(KEYTURN);
    }
}
