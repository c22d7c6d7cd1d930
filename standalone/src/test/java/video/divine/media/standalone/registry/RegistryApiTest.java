package video.divine.media.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.standalone.kafka.BrokerFaults;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The API, word by word, as other languages' clients see it. */
@Timeout(60)
@ExtendWith(BrokerFaults.class)
class RegistryApiTest {
    private static final AtomicInteger TOPICS = new AtomicInteger();
    private static final String V1 =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}";
    private static final String V2 =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
                    + "{\"name\":\"b\",\"type\":\"int\",\"default\":0}]}";

    /** Cannot read V1: b has no default. */
    private static final String BAD =
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},"
                    + "{\"name\":\"b\",\"type\":\"int\"}]}";

    @TempDir static Path directory;
    private static InProcessKafka kafka;

    private RegistryServer registry;
    private RawHttp http;

    @BeforeAll
    static void startKafka() {
        kafka = InProcessKafka.start(new KafkaSettings(directory, 0));
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void start() {
        registry =
                RegistryServer.start(
                        new RegistrySettings(
                                "127.0.0.1",
                                0,
                                kafka.bootstrapServers(),
                                "_schemas_" + TOPICS.incrementAndGet(),
                                (short) 1,
                                Duration.ofSeconds(20),
                                Map.of()));
        http = new RawHttp(registry.uri());
    }

    @AfterEach
    void stop() {
        http.close();
        registry.close();
    }

    @Test
    void schemasAreRegisteredOnceAndFound() {
        assertThat(http.postSchema("/subjects/s/versions", V1)).isEqualTo("200 {\"id\":1}");
        assertThat(http.postSchema("/subjects/s/versions", V2)).isEqualTo("200 {\"id\":2}");
        assertThat(http.postSchema("/subjects/s/versions", V1)).isEqualTo("200 {\"id\":1}");
        assertThat(http.postSchema("/subjects/t/versions", V2)).isEqualTo("200 {\"id\":2}");

        assertThat(http.get("/subjects")).isEqualTo("200 [\"s\",\"t\"]");
        assertThat(http.get("/subjects?subjectPrefix=t")).isEqualTo("200 [\"t\"]");
        assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1,2]");
        assertThat(http.get("/subjects/s/versions/1"))
                .isEqualTo(
                        "200 {\"subject\":\"s\",\"version\":1,\"id\":1,\"schema\":\""
                                + V1.replace("\"", "\\\"")
                                + "\"}");
        assertThat(http.get("/subjects/s/versions/latest")).contains("\"version\":2,\"id\":2");
        assertThat(http.get("/subjects/s/versions/-1")).contains("\"version\":2,\"id\":2");
        assertThat(http.get("/subjects/s/versions/latest/schema")).isEqualTo("200 " + V2);
        assertThat(http.get("/schemas/ids/1"))
                .isEqualTo("200 {\"schema\":\"" + V1.replace("\"", "\\\"") + "\"}");
        assertThat(http.get("/schemas/ids/1/schema")).isEqualTo("200 " + V1);
        assertThat(http.get("/schemas/ids/2/subjects")).isEqualTo("200 [\"s\",\"t\"]");
        assertThat(http.get("/schemas/ids/2/versions"))
                .contains("\"subject\":\"s\"", "\"version\":2", "\"subject\":\"t\"");
        assertThat(http.get("/schemas/types")).isEqualTo("200 [\"AVRO\"]");
        assertThat(http.get("/")).isEqualTo("200 {}");
        assertThat(http.postSchema("/subjects/s", V2)).contains("\"version\":2,\"id\":2");
    }

    @Test
    void theSameSchemaInOtherWordsIsTheSame() {
        http.postSchema("/subjects/s/versions", V1);

        var spaced = V1.replace("{", "{ ").replace(",", " ,\n");
        var reordered =
                "{\"fields\":[{\"type\":{\"type\":\"int\"},\"name\":\"a\"}],\"name\":\"R\",\"type\":\"record\"}";
        assertThat(http.postSchema("/subjects/s/versions", spaced)).isEqualTo("200 {\"id\":1}");
        assertThat(http.postSchema("/subjects/s/versions", reordered)).isEqualTo("200 {\"id\":1}");
        assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1]");
    }

    @Test
    void documentationAndAliasesMakeANewVersion() {
        http.postSchema("/subjects/s/versions", V1);

        var documented = V1.replace("\"R\"", "\"R\",\"doc\":\"why\"");
        assertThat(http.postSchema("/subjects/s/versions", documented)).isEqualTo("200 {\"id\":2}");
    }

    @Test
    void aSubjectMayHoldASlash() {
        assertThat(http.postSchema("/subjects/a%2Fb+c%20d/versions", V1))
                .isEqualTo("200 {\"id\":1}");
        assertThat(http.get("/subjects")).isEqualTo("200 [\"a/b+c d\"]");
        assertThat(http.get("/subjects/a%2Fb+c%20d/versions")).isEqualTo("200 [1]");
    }

    @Test
    void whatIsNotThereHasItsOwnCode() {
        http.postSchema("/subjects/s/versions", V1);

        assertThat(http.get("/subjects/x/versions"))
                .isEqualTo("404 {\"error_code\":40401,\"message\":\"Subject 'x' not found.\"}");
        assertThat(http.get("/subjects/x/versions/latest")).startsWith("404 {\"error_code\":40401");
        assertThat(http.postSchema("/subjects/x", V1)).startsWith("404 {\"error_code\":40401");
        assertThat(http.get("/subjects/s/versions/7"))
                .isEqualTo("404 {\"error_code\":40402,\"message\":\"Version 7 not found.\"}");
        assertThat(http.get("/schemas/ids/7"))
                .isEqualTo("404 {\"error_code\":40403,\"message\":\"Schema 7 not found\"}");
        assertThat(http.postSchema("/subjects/s", V2))
                .isEqualTo("404 {\"error_code\":40403,\"message\":\"Schema not found\"}");
        assertThat(http.get("/config/s")).startsWith("404 {\"error_code\":40408");
        assertThat(http.get("/nothing")).startsWith("404 {\"error_code\":404,");
        assertThat(http.get("/subjects/s/others")).startsWith("404 {\"error_code\":404,");
    }

    @Test
    void whatIsNotValidHasItsOwnCode() {
        http.postSchema("/subjects/s/versions", V1);

        assertThat(http.postSchema("/subjects/s/versions", "{\"type\":\"nonsense\"}"))
                .isEqualTo(
                        "422 {\"error_code\":42201,\"message\":\"Invalid schema: it is not Avro\"}");
        assertThat(http.post("/subjects/s/versions", "{}")).startsWith("422 {\"error_code\":42201");
        assertThat(http.post("/subjects/s/versions", "{\"schema\":\"{}\",\"schemaType\":\"JSON\"}"))
                .startsWith("422 {\"error_code\":42201")
                .contains("AVRO only");
        assertThat(
                        http.post(
                                "/subjects/s/versions",
                                "{\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"x\"}]}"))
                .startsWith("422 {\"error_code\":42201")
                .contains("references");
        assertThat(http.post("/subjects/s/versions", "{\"schema\":\"\\\"int\\\"\",\"id\":9}"))
                .startsWith("422 {\"error_code\":42205");
        for (var version : new String[] {"0", "abc", "-2", "99999999999"}) {
            assertThat(http.get("/subjects/s/versions/" + version))
                    .startsWith("422 {\"error_code\":42202");
        }
        assertThat(http.put("/config", "{\"compatibility\":\"SOMETIMES\"}"))
                .startsWith("422 {\"error_code\":42203");
        assertThat(http.post("/subjects/s/versions", "not json")).startsWith("400 ");
        assertThat(http.post("/subjects/s/versions", "[]")).startsWith("400 ");
    }

    @Test
    void anIncompatibleSchemaIsRefused() {
        http.postSchema("/subjects/s/versions", V1);

        assertThat(http.postSchema("/subjects/s/versions", BAD))
                .startsWith("409 {\"error_code\":409,\"message\":\"Schema being registered is")
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1]");
    }

    @Test
    void compatibilityIsTriedWithoutRegistering() {
        http.postSchema("/subjects/s/versions", V1);
        http.postSchema("/subjects/s/versions", V2);

        var path = "/compatibility/subjects/s/versions";
        assertThat(http.postSchema(path + "/latest", V2)).isEqualTo("200 {\"is_compatible\":true}");
        // V2 has a b, so BAD reads it, but not V1.
        assertThat(http.postSchema(path + "/latest", BAD))
                .isEqualTo("200 {\"is_compatible\":true}");
        assertThat(http.postSchema(path + "/1", BAD)).isEqualTo("200 {\"is_compatible\":false}");
        assertThat(http.postSchema(path + "?verbose=true", BAD))
                .startsWith("200 {\"is_compatible\":false,\"messages\":[\"The new schema cannot");
        assertThat(http.postSchema(path + "?verbose=true", V2))
                .isEqualTo("200 {\"is_compatible\":true,\"messages\":[]}");
        assertThat(http.postSchema("/compatibility/subjects/x/versions", BAD))
                .isEqualTo("200 {\"is_compatible\":true}");
        assertThat(http.postSchema("/compatibility/subjects/x/versions/latest", BAD))
                .startsWith("404 {\"error_code\":40401");
        assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1,2]");
    }

    @Test
    void aSubjectFollowsItsOwnRuleAndOtherwiseTheGlobalOne() {
        assertThat(http.get("/config"))
                .isEqualTo("200 {\"compatibilityLevel\":\"BACKWARD_TRANSITIVE\"}");
        http.postSchema("/subjects/s/versions", V1);
        http.postSchema("/subjects/t/versions", V1);

        assertThat(http.put("/config/s", "{\"compatibility\":\"none\"}"))
                .isEqualTo("200 {\"compatibility\":\"NONE\"}");
        assertThat(http.get("/config/s")).isEqualTo("200 {\"compatibilityLevel\":\"NONE\"}");
        assertThat(http.get("/config/t?defaultToGlobal=true"))
                .isEqualTo("200 {\"compatibilityLevel\":\"BACKWARD_TRANSITIVE\"}");
        assertThat(http.postSchema("/subjects/s/versions", BAD)).startsWith("200 ");
        assertThat(http.postSchema("/subjects/t/versions", BAD)).startsWith("409 ");

        // V1 reads BAD by ignoring b.
        http.put("/config", "{\"compatibility\":\"FORWARD\"}");
        assertThat(http.postSchema("/subjects/t/versions", BAD)).startsWith("200 ");
    }

    @Test
    void nothingIsDeleted() {
        http.postSchema("/subjects/s/versions", V1);

        for (var path : new String[] {"/subjects/s", "/subjects/s/versions/1", "/config/s"}) {
            var response = http.send("DELETE", path, "", RawHttp.JSON);
            assertThat(response.statusCode()).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).isPresent();
        }
        assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1]");
        assertThat(http.send("HEAD", "/subjects", "", RawHttp.JSON).statusCode()).isEqualTo(405);
    }

    @Test
    void aBodyMustBeJsonByNameAndOfModestSize() {
        var body = "{\"schema\":\"\\\"int\\\"\"}";
        assertThat(http.send("POST", "/subjects/s/versions", body, "text/plain").statusCode())
                .isEqualTo(415);
        for (var type : new String[] {"application/json; charset=utf-8", RawHttp.JSON}) {
            assertThat(http.send("POST", "/subjects/s/versions", body, type).statusCode())
                    .isEqualTo(200);
        }
        assertThat(http.post("/subjects/s/versions", " ".repeat(900_001))).startsWith("413 ");
    }

    @Test
    void answersNameTheirMediaType() {
        assertThat(
                        http.send("GET", "/subjects", "", RawHttp.JSON)
                                .headers()
                                .firstValue("Content-Type"))
                .contains(RawHttp.JSON);
    }
}
