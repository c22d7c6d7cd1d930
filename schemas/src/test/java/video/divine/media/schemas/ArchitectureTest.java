package video.divine.media.schemas;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.time.Instant;

/** What the contracts may need: whoever reads our topics takes this module with it. */
@AnalyzeClasses(
        packages = "video.divine.media.schemas",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule contractsNeedAvroAndKafkasClientOnly =
            classes()
                    .that()
                    .resideInAPackage("video.divine.media.schemas..")
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(
                                    "java..",
                                    "javax.net.ssl..",
                                    "org.jspecify..",
                                    "org.apache.avro..",
                                    "org.apache.kafka.common..",
                                    "org.slf4j..",
                                    "tools.jackson..",
                                    "com.fasterxml.jackson..",
                                    "com.github.benmanes.caffeine..",
                                    "video.divine.media.avro..",
                                    "video.divine.media.schemas.."))
                    .because("a consumer of ours need not run Spring or Kafka Streams");

    @ArchTest
    static final ArchRule timeComesFromAClockThatTestsCanSet =
            noClasses()
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .because("what is cached is aged with an injected InstantSource");
}
