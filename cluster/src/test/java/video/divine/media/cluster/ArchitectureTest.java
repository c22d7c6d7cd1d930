package video.divine.media.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the harness may know. */
@AnalyzeClasses(
        packages = "video.divine.media.cluster",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule itIsAnOrdinaryClientOfTheBrokers =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "video.divine.media.cluster",
                            "java..",
                            "org.apache.kafka.clients.admin",
                            "org.apache.kafka.common..",
                            "org.jspecify.annotations")
                    .because("it asks what any operator could ask");
}
