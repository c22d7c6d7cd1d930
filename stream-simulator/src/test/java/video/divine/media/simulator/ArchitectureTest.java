package video.divine.media.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.server.ServerRequest;

import reactor.core.publisher.Mono;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** What belongs where in the simulator. */
@AnalyzeClasses(
        packages = ArchitectureTest.SIMULATOR,
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final String SIMULATOR = "video.divine.media.simulator";
    private static final String STORAGE = SIMULATOR + ".storage..";
    private static final String FFMPEG = SIMULATOR + ".ffmpeg..";
    private static final String VIDEO = SIMULATOR + ".video..";
    private static final String WEBHOOK = SIMULATOR + ".webhook..";
    private static final String TRANSCODE = SIMULATOR + ".transcode..";
    private static final String SIGNING = SIMULATOR + ".signing..";
    private static final String CAPTIONS = SIMULATOR + ".captions..";
    private static final String DOWNLOADS = SIMULATOR + ".downloads..";

    private static final String[] WEB = {"org.springframework..", "reactor..", "io.netty.."};

    private static final DescribedPredicate<JavaAccess<?>> WALL_CLOCK =
            DescribedPredicate.describe(
                    "the clock on the wall",
                    access -> {
                        var owner = access.getTargetOwner();
                        return (access.getName().equals("now")
                                        && owner.getPackageName().startsWith("java.time"))
                                || (access.getName().startsWith("system")
                                        && Set.of(
                                                        Clock.class.getName(),
                                                        InstantSource.class.getName())
                                                .contains(owner.getName()))
                                || (access.getName().equals("currentTimeMillis")
                                        && owner.isEquivalentTo(System.class));
                    });

    private static final DescribedPredicate<JavaAccess<?>> ENVIRONMENT =
            DescribedPredicate.describe(
                    "the environment",
                    access ->
                            Set.of("getenv", "getProperty").contains(access.getName())
                                    && access.getTargetOwner().isEquivalentTo(System.class));

    @ArchTest
    static final ArchRule theSimulatorStandsForSomebodyElsesService =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "javax.crypto..",
                            "org.jspecify..",
                            "org.slf4j..",
                            "tools.jackson..",
                            "com.fasterxml.jackson.annotation..",
                            "org.springframework.core..",
                            "org.springframework.http..",
                            "org.springframework.util..",
                            "org.springframework.web..",
                            "reactor..",
                            "io.netty..",
                            SIMULATOR + "..")
                    .because(
                            "it shares neither code nor contract with us, no Kafka, no Avro: what"
                                    + " only we understand could not be taken for Cloudflare's");

    @ArchTest
    static final ArchRule storageIsFilesOnly =
            classes()
                    .that()
                    .resideInAPackage(STORAGE)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "org.jspecify..", STORAGE);

    @ArchTest
    static final ArchRule ffmpegIsProcessesOnly =
            classes()
                    .that()
                    .resideInAPackage(FFMPEG)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", STORAGE, FFMPEG)
                    .because("it runs what it is given; what a video is, it does not know");

    @ArchTest
    static final ArchRule videosKnowNeitherTheirMakersNorTheirReaders =
            classes()
                    .that()
                    .resideInAPackage(VIDEO)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "org.jspecify..",
                            "tools.jackson..",
                            "com.fasterxml.jackson.annotation..",
                            STORAGE,
                            VIDEO);

    @ArchTest
    static final ArchRule whatIsBehindTheApiKnowsNoWebServer =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            STORAGE, FFMPEG, VIDEO, WEBHOOK, TRANSCODE, SIGNING, CAPTIONS,
                            DOWNLOADS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(WEB)
                    .because("it blocks, and is called where that is allowed");

    @ArchTest
    static final ArchRule signingKnowsNoVideos =
            classes()
                    .that()
                    .resideInAPackage(SIGNING)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "java..",
                            "org.jspecify..",
                            "org.slf4j..",
                            "tools.jackson..",
                            STORAGE,
                            SIGNING)
                    .because("a token opens what it names, whatever that is");

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().matching(SIMULATOR + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule timeComesFromAClockThatTestsCanSet =
            noClasses()
                    .that()
                    .areNotAssignableTo(SimulatorSettings.class)
                    .should()
                    .accessTargetWhere(WALL_CLOCK)
                    .because("expiry is tested with an injected InstantSource");

    @ArchTest
    static final ArchRule settingsComeIn =
            noClasses()
                    .that()
                    .areNotAssignableTo(StreamSimulatorMain.class)
                    .and()
                    .resideOutsideOfPackage(FFMPEG)
                    .should()
                    .accessTargetWhere(ENVIRONMENT)
                    .because("one JVM runs several simulators; only ffmpeg is where PATH says");

    /** Nobody would notice a rule that can't fail. */
    @Test
    void theRulesFindWhatTheyLookFor() {
        assertThat(violations(noClasses().should().accessTargetWhere(WALL_CLOCK)))
                .anyMatch(it -> it.contains("Instant.now"))
                .anyMatch(it -> it.contains("LocalDate.now"))
                .anyMatch(it -> it.contains("Clock.systemUTC"))
                .anyMatch(it -> it.contains("InstantSource.system"))
                .anyMatch(it -> it.contains("System.currentTimeMillis"))
                .hasSize(5);
        assertThat(violations(noClasses().should().accessTargetWhere(ENVIRONMENT)))
                .anyMatch(it -> it.contains("System.getenv"))
                .anyMatch(it -> it.contains("System.getProperty"))
                .hasSize(2);
        assertThat(violations(noClasses().should().dependOnClassesThat().resideInAnyPackage(WEB)))
                .anyMatch(it -> it.contains("ServerRequest"))
                .anyMatch(it -> it.contains("Mono"));
    }

    private static List<String> violations(ArchRule rule) {
        return rule.evaluate(new ClassFileImporter().importClasses(Offender.class))
                .getFailureReport()
                .getDetails();
    }

    @SuppressWarnings({"unused", "JavaTimeDefaultTimeZone"})
    static final class Offender {
        Mono<ServerRequest> everything() {
            return Mono.error(
                    new IllegalStateException(
                            List.of(
                                            Instant.now(),
                                            LocalDate.now(),
                                            Clock.systemUTC(),
                                            InstantSource.system(),
                                            System.currentTimeMillis(),
                                            System.getenv("HOME"),
                                            System.getProperty("os.name"),
                                            // And what is allowed.
                                            Instant.EPOCH,
                                            System.nanoTime())
                                    .toString()));
        }
    }
}
