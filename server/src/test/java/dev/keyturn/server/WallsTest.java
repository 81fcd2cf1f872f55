package dev.keyturn.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
            "dev.keyturn.state.seal", // encrypts and decrypts
            "dev.keyturn.edge.gate.Authenticator", // verifies signatures with the caller's key
            "dev.keyturn.edge.operation.iam.CreateAccessKey", // shows a new key once
            "dev.keyturn.edge.operation.secretsmanager", // answers with values, compares content by token
            "dev.keyturn.databases", // logs in, computes the verifier, edits the secret's JSON
            "dev.keyturn.server.CredentialsFile", // hands over the bootstrap key
            "dev.keyturn.state.trail"); // keys the chain

    @Test
    void rulesArePure() {
        noClasses()
                .that()
                .resideInAPackage("dev.keyturn.rules..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "java.net..", "java.nio.file..", "java.io..", "org.slf4j..")
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
    void readersOfSecretsAreOnTheList() {
        DescribedPredicate<JavaCall<?>> reveal = target(owner(
                        DescribedPredicate.describe("SecretBytes", owner -> owner.isEquivalentTo(SecretBytes.class))))
                .and(target(name("reveal").or(name("revealUtf8"))))
                .forSubtype();
        noClasses()
                .that(DescribedPredicate.describe(
                        "are not on the list",
                        type -> READERS_OF_SECRETS.stream().noneMatch(type.getFullName()::startsWith)))
                .and()
                .resideOutsideOfPackages("dev.keyturn.demo..", "dev.keyturn.bench..")
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe("it reveals a secret", reveal::test))
                .because("whoever reads plaintext does so for a reason that a reviewer has seen")
                .check(KEYTURN);
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
