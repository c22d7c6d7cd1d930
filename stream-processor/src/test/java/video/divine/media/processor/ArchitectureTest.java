package video.divine.media.processor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(
        packages = ArchitectureTest.PROCESSOR,
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final String PROCESSOR = "video.divine.media.processor";
    private static final String DOMAIN = PROCESSOR + ".domain..";
    private static final String AVRO = "video.divine.media.avro..";

    /** Where a value comes from outside, and would differ when the log is read again. */
    private static final Set<String> HIDDEN_INPUTS =
            Set.of(
                    Clock.class.getName(),
                    InstantSource.class.getName(),
                    Random.class.getName(),
                    "java.security.SecureRandom",
                    "java.util.SplittableRandom",
                    "java.util.random.RandomGenerator",
                    "java.util.Date",
                    "java.util.Calendar",
                    System.class.getName(),
                    Runtime.class.getName(),
                    ThreadLocalRandom.class.getName());

    private static final DescribedPredicate<JavaAccess<?>> HIDDEN_INPUT =
            DescribedPredicate.describe(
                    "a clock, chance or the environment",
                    access -> {
                        var owner = access.getTargetOwner();
                        return HIDDEN_INPUTS.contains(owner.getName())
                                || (access.getName().equals("now")
                                        && owner.getPackageName().startsWith("java.time"))
                                || (access.getName().equals("random")
                                        && owner.isEquivalentTo(Math.class))
                                || (access.getName().equals("randomUUID")
                                        && owner.isEquivalentTo(UUID.class));
                    });

    @ArchTest
    static final ArchRule domainKnowsOnlyItself =
            classes()
                    .that()
                    .resideInAPackage(DOMAIN)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java.lang..", "java.time..", "java.util..", "org.jspecify..", DOMAIN)
                    .because("decisions are refolded: no Kafka, no Avro, no I/O");

    @ArchTest
    static final ArchRule domainHasNoHiddenInput =
            noClasses()
                    .that()
                    .resideInAPackage(DOMAIN)
                    .should()
                    .accessTargetWhere(HIDDEN_INPUT)
                    .because("time, ids and limits come in with the command");

    @ArchTest
    static final ArchRule theCodecAloneTranslates =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            PROCESSOR + ".codec..", PROCESSOR + ".query..", PROCESSOR + ".server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(AVRO)
                    .because("contract and domain change apart; queries hand on the contract");

    @ArchTest
    static final ArchRule theTopologyKnowsNoRuntime =
            noClasses()
                    .that()
                    .resideInAnyPackage(PROCESSOR + ".topology..", PROCESSOR + ".codec..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            PROCESSOR + ".runtime..",
                            PROCESSOR + ".query..",
                            PROCESSOR + ".server..");

    @ArchTest
    static final ArchRule onlyTheServerKnowsHttp =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(PROCESSOR + ".server..", PROCESSOR + ".service..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.springframework..", "reactor..")
                    .because("a processor without Spring is the same processor");

    @ArchTest
    static final ArchRule aHopNeverHopsAgain =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.net.http..",
                            "reactor.netty.http.client..",
                            "org.springframework.http.client..",
                            "org.springframework.web.client..",
                            "org.springframework.web.reactive.function.client..")
                    .because("a processor answers from its own stores and asks no other one");

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().matching(PROCESSOR + ".(**)").should().beFreeOfCycles();

    /** Nobody would notice a rule that can't fail. */
    @Test
    void theRuleFindsWhatItLooksFor() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
        var rule = noClasses().should().accessTargetWhere(HIDDEN_INPUT);
        var details = rule.evaluate(offender).getFailureReport().getDetails();

        assertThat(details)
                .anyMatch(it -> it.contains("Instant.now"))
                .anyMatch(it -> it.contains("LocalDateTime.now"))
                .anyMatch(it -> it.contains("Clock.systemUTC"))
                .anyMatch(it -> it.contains("UUID.randomUUID"))
                .anyMatch(it -> it.contains("Math.random"))
                .anyMatch(it -> it.contains("System.getenv"))
                .anyMatch(it -> it.contains("ThreadLocalRandom.current"))
                .hasSize(7);
    }

    @SuppressWarnings({"unused", "JavaTimeDefaultTimeZone"})
    static final class Offender {
        Object[] everything() {
            return new Object[] {
                Instant.now(),
                LocalDateTime.now(),
                Clock.systemUTC(),
                UUID.randomUUID(),
                Math.random(),
                System.getenv("HOME"),
                ThreadLocalRandom.current(),
                // And what is allowed.
                Instant.EPOCH,
                Math.max(1, 2)
            };
        }
    }
}
