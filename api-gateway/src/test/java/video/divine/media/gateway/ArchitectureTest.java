package video.divine.media.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.time.Instant;

/** What belongs where in the gateway. */
@AnalyzeClasses(
        packages = "video.divine.media.gateway",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String NOSTR = "video.divine.media.gateway.nostr..";
    private static final String DIGEST = "video.divine.media.service.digest..";
    private static final String CANONICAL = "video.divine.media.gateway.canonical..";

    @ArchTest
    static final ArchRule nostrIsProtocolAndCryptographyOnly =
            classes()
                    .that()
                    .resideInAPackage(NOSTR)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..",
                                    "org.jspecify..",
                                    "org.bouncycastle..",
                                    "tools.jackson..",
                                    DIGEST,
                                    NOSTR))
                    .because("a check is pure CPU work that any server, log or test can call");

    @ArchTest
    static final ArchRule aliasKeysAreTextOnly =
            classes()
                    .that()
                    .resideInAPackage(CANONICAL)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..", "org.jspecify..", "com.ibm.icu..", DIGEST, CANONICAL))
                    .because("alias keys are in the log for ever: what makes them is kept small");

    @ArchTest
    static final ArchRule timeComesFromAClockThatTestsCanSet =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..config..", "..configuration..")
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .because("age limits and leases are tested with an injected InstantSource");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields =
            noFields()
                    .should()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                    .orShould()
                    .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                    .orShould()
                    .beAnnotatedWith("jakarta.annotation.Resource")
                    .orShould()
                    .beAnnotatedWith("jakarta.inject.Inject")
                    .because("a class says in its constructor what it needs");
}
