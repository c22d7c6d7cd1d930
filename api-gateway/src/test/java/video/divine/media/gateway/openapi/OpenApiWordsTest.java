package video.divine.media.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

import tools.jackson.databind.JsonNode;

import video.divine.media.avro.AliasKind;
import video.divine.media.avro.CommandSource;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.VideoClosure;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.problem.Problems;
import video.divine.media.service.problem.Problem;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ConstantDescs;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The words of errors and reasons in the document are those in the code, no more and no less. */
class OpenApiWordsTest {
    private static final Set<String> MAKERS =
            Set.of(name(Problem.class), name(Problems.class), name(UnavailableException.class));

    /** What these take are names of members and headers. */
    private static final Set<String> OTHER_TEXTS = Set.of("with", "header");

    /** Takes a word and hands it on. */
    private static final String HANDS_ON = "ClientMeta.refused";

    final OpenApiDocument document = OpenApiDocument.read();

    @Test
    void theyAreThoseOfTheCode() throws Exception {
        var words = wordsOfTheCode();
        for (var kind : video.divine.media.gateway.canonical.AliasKind.values()) {
            words.add(kind.refusalReason());
        }

        assertThat(words).contains("bad_request", "invalid_limit", "outcome_unknown");
        assertThat(wordsOfTheDocument()).isEqualTo(words);
    }

    private Set<String> wordsOfTheDocument() {
        var words = new TreeSet<String>();
        for (var schema : document.root().path("components").path("schemas")) {
            var members = schema.path("properties");
            // A video has an error too, but none of ours.
            if (members.path("error").has("const")) {
                words.add(members.path("error").path("const").stringValue());
                members.path("reason").path("enum").forEach(word -> words.add(word.stringValue()));
            }
        }
        return words;
    }

    /** Constants that end up in a problem, or in the exception that becomes one. */
    private static Set<String> wordsOfTheCode() throws IOException, URISyntaxException {
        var words = new TreeSet<String>();
        // Those of the gateway, and those of what all services share.
        for (var ours : List.of(Problems.class, Problem.class)) {
            var place = Path.of(ours.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                words.addAll(words(place));
            } else {
                try (var jar = FileSystems.newFileSystem(place)) {
                    words.addAll(words(jar.getPath("/")));
                }
            }
        }
        return words;
    }

    private static Set<String> words(Path classes) throws IOException {
        var words = new TreeSet<String>();
        try (var files = Files.walk(classes)) {
            for (var file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                for (var method : ClassFile.of().parse(Files.readAllBytes(file)).methods()) {
                    words.addAll(words(method));
                }
            }
        }
        return words;
    }

    private static List<String> words(MethodModel method) {
        var words = new ArrayList<String>();
        var constants = new ArrayList<String>();
        method.code()
                .ifPresent(
                        code -> {
                            for (CodeElement element : code) {
                                if (element instanceof Instruction instruction) {
                                    read(instruction, constants, words);
                                }
                            }
                        });
        return words;
    }

    private static void read(Instruction instruction, List<String> constants, List<String> words) {
        switch (instruction) {
            case ConstantInstruction constant
                    when constant.constantValue() instanceof String text
                            && text.matches("[a-z0-9_]+") ->
                    constants.add(text);
            case InvokeInstruction call when isMaker(call) -> {
                int texts =
                        (int)
                                call.typeSymbol().parameterList().stream()
                                        .filter(ConstantDescs.CD_String::equals)
                                        .count();
                words.addAll(
                        constants.subList(Math.max(0, constants.size() - texts), constants.size()));
                constants.clear();
            }
            case InvokeInstruction call when isOtherText(call) -> constants.clear();
            case BranchInstruction _, ReturnInstruction _ -> constants.clear();
            default -> {}
        }
    }

    private static boolean isMaker(InvokeInstruction call) {
        return (MAKERS.contains(call.owner().asInternalName()) && !isOtherText(call))
                || (call.owner().asInternalName() + "." + call.name().stringValue())
                        .endsWith(HANDS_ON);
    }

    private static boolean isOtherText(InvokeInstruction call) {
        return OTHER_TEXTS.contains(call.name().stringValue());
    }

    private static String name(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    @Test
    void everyRefusalIsDocumented() {
        for (var reason : RefusalReason.values()) {
            for (var source : CommandSource.values()) {
                for (var closure : VideoClosure.values()) {
                    var problem =
                            Problems.of(refusal(reason, closure), source, "uid", FakeClock.START);

                    assertThat(schemas(problem.status()))
                            .as(reason + " " + source + " " + closure)
                            .anySatisfy(
                                    schema ->
                                            assertThat(
                                                            document.closedSchema(schema)
                                                                    .validate(
                                                                            OpenApiDocument.JSON
                                                                                    .valueToTree(
                                                                                            problem
                                                                                                    .body())))
                                                    .isEmpty());
                }
            }
        }
    }

    private static Refusal refusal(RefusalReason reason, VideoClosure closure) {
        return new Refusal(
                reason,
                List.of(AliasKind.values()),
                Map.of(AliasKind.SHA256.name(), "uid"),
                FakeCommands.RESET_AT,
                FakeCommands.QUOTA,
                closure);
    }

    /** Of the bodies that commands are answered with under that status. */
    private List<JsonNode> schemas(HttpStatus status) {
        return document.operations().stream()
                .filter(operation -> operation.method().equals("POST"))
                .map(
                        operation ->
                                operation
                                        .node()
                                        .path("responses")
                                        .path(Integer.toString(status.value())))
                .map(document::resolved)
                .map(response -> response.at("/content/application~1json/schema"))
                .filter(schema -> !schema.isMissingNode())
                .toList();
    }
}
