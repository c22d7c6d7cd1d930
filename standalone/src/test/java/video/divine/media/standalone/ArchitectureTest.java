package video.divine.media.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What belongs where in the one-process composition. */
@AnalyzeClasses(
        packages = "video.divine.media.standalone",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String KAFKA = "video.divine.media.standalone.kafka..";
    private static final String REGISTRY = "video.divine.media.standalone.registry..";

    @ArchTest
    static final ArchRule theEmbeddedPartsKnowNothingOfTheService =
            noClasses()
                    .that()
                    .resideInAnyPackage(KAFKA, REGISTRY)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "video.divine.media.standalone",
                            "video.divine.media.gateway..",
                            "video.divine.media.processor..",
                            "video.divine.media.simulator..",
                            "org.springframework..")
                    .because("a real broker and a real registry take their place elsewhere");

    @ArchTest
    static final ArchRule theRegistryIsAClientOfAnyKafka =
            noClasses()
                    .that()
                    .resideInAPackage(REGISTRY)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(KAFKA)
                    .because("its log is a topic like any other");

    @ArchTest
    static final ArchRule onlyTheEmbeddedBrokerTouchesKafkasServer =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(KAFKA)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "kafka..",
                            "org.apache.kafka.server..",
                            "org.apache.kafka.metadata..",
                            "org.apache.kafka.raft..",
                            "org.apache.kafka.controller..")
                    .because("its classes are nobody's interface and move with every release");

    @ArchTest
    static final ArchRule configurationIsTheCompositionOnly =
            classes()
                    .that()
                    .haveSimpleNameEndingWith("Configuration")
                    .should()
                    .resideInAPackage("video.divine.media.standalone")
                    .because("the parts are put together in one place");
}
