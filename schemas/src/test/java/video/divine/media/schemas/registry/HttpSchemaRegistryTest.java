package video.divine.media.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.schemas.registry.FakeRegistry.answering;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import video.divine.media.schemas.registry.RegistryClientSettings.BasicCredentials;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(30)
class HttpSchemaRegistryTest {
    private static final FakeRegistry.Script UNKNOWN =
            answering(404, "{\"error_code\":40403,\"message\":\"Schema 7 not found\"}");
    private static final FakeRegistry.Script STRING =
            answering(200, "{\"schema\":\"\\\"string\\\"\"}");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private FakeRegistry fake;
    private HttpSchemaRegistry registry;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRegistry(answering(200, "{\"id\":7}"));
        registry = new HttpSchemaRegistry(settings(fake.uri()), now::get);
    }

    @AfterEach
    void stop() {
        registry.close();
        fake.close();
    }

    @Test
    void registersOnceAndRemembers() {
        assertThat(registry.register("a b/c-value", Greeting.SCHEMA$)).isEqualTo(7);
        assertThat(registry.register("a b/c-value", Greeting.SCHEMA$)).isEqualTo(7);
        assertThat(registry.schema(7)).isEqualTo(Greeting.SCHEMA$);

        assertThat(fake.calls()).hasSize(1);
        var call = fake.calls().getFirst();
        assertThat(call.line()).isEqualTo("POST /subjects/a%20b%2Fc-value/versions");
        assertThat(call.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(call.authorization()).isEqualTo("null");
        var sent = new JsonMapper().readTree(call.body());
        assertThat(new Schema.Parser().parse(sent.path("schema").stringValue()))
                .isEqualTo(Greeting.SCHEMA$);
    }

    @Test
    void eachSubjectIsRegistered() {
        registry.register("a-value", Greeting.SCHEMA$);
        registry.register("b-value", Greeting.SCHEMA$);

        assertThat(fake.calls()).hasSize(2);
    }

    /** So that rows of an earlier release are read while the registry is away. */
    @Test
    void everyVersionCanBeLearntAhead() {
        fake.now(
                exchange -> {
                    var path = exchange.getRequestURI().getPath();
                    var body =
                            switch (path) {
                                case "/subjects/a b-value/versions" -> "[1,3,4]";
                                case "/subjects/a b-value/versions/1" ->
                                        "{\"id\":7,\"version\":1,\"schema\":\"\\\"string\\\"\"}";
                                // A kind that nobody here can read.
                                case "/subjects/a b-value/versions/3" ->
                                        "{\"id\":8,\"schemaType\":\"JSON\",\"schema\":\"{}\"}";
                                default -> "{\"id\":9,\"version\":4,\"schema\":\"\\\"long\\\"\"}";
                            };
                    answering(200, body).answer(exchange);
                });

        registry.learn("a b-value");
        assertThat(fake.calls()).hasSize(4);

        fake.now(answering(503, ""));
        assertThat(registry.schema(7)).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThat(registry.schema(9)).isEqualTo(Schema.create(Schema.Type.LONG));
        assertThatThrownBy(() -> registry.schema(8))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void nothingIsLearntOfASubjectThatNobodyWroteUnder() {
        fake.now(answering(404, "{\"error_code\":40401,\"message\":\"Subject not found\"}"));

        registry.learn("a-value");

        assertThat(fake.calls()).hasSize(1);
    }

    @Test
    void whoIsNotAllowedToLearnIsTold() {
        fake.now(answering(403, "{\"message\":\"no\"}"));

        assertThatThrownBy(() -> registry.learn("a-value"))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessageContaining("list the versions of a-value");
    }

    @Test
    void fetchesASchemaOnceAndKeepsThatVeryObject() {
        fake.now(STRING);

        // The same object: Avro keeps resolvers by identity.
        assertThat(registry.schema(7)).isSameAs(registry.schema(7));
        assertThat(fake.calls())
                .extracting(FakeRegistry.Call::line)
                .containsExactly("GET /schemas/ids/7");
    }

    @Test
    void anUnknownIdIsBelievedForAWhile() {
        fake.now(UNKNOWN);
        assertUnknown(7);
        assertUnknown(7);
        assertThat(fake.calls()).hasSize(1);

        now.set(Instant.EPOCH.plusMillis(9_999));
        assertUnknown(7);
        assertThat(fake.calls()).hasSize(1);

        fake.now(STRING);
        now.set(Instant.EPOCH.plusMillis(10_000));
        assertThat(registry.schema(7)).isEqualTo(Schema.create(Schema.Type.STRING));
    }

    @Test
    void theMemoryOfUnknownIdsIsBounded() {
        fake.now(UNKNOWN);
        for (int id = 1; id <= 4; id++) {
            assertUnknown(id);
        }
        // Three are kept; the first has made room for the fourth.
        assertUnknown(4);
        assertThat(fake.calls()).hasSize(4);
        assertUnknown(1);
        assertThat(fake.calls()).hasSize(5);
    }

    @Test
    void registeringAnIdEndsItsBeingUnknown() {
        fake.now(UNKNOWN);
        assertUnknown(7);

        fake.now(answering(200, "{\"id\":7}"));
        registry.register("a-value", Greeting.SCHEMA$);
        assertThat(registry.schema(7)).isEqualTo(Greeting.SCHEMA$);
    }

    @Test
    void aNotFoundOfSomethingElseSaysNothingAboutTheId() {
        fake.now(answering(404, "<html>no such page</html>"));

        assertThatThrownBy(() -> registry.schema(7))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessage(
                        "Expected the schema registry at "
                                + fake.uri()
                                + " to give schema 7, but it answered HTTP 404.");
    }

    @Test
    void aSchemaThatIsNotAvroCannotBeUsedEver() {
        fake.now(answering(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message X {}\"}"));
        assertUnknown(7);
        fake.now(answering(200, "{\"schema\":\"{\\\"type\\\":\\\"nonsense\\\"}\"}"));
        assertUnknown(8);
        fake.now(
                answering(
                        200, "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"x\"}]}"));
        assertUnknown(9);
    }

    @Test
    void aForbiddenSchemaIsIncompatible() {
        fake.now(
                answering(
                        409, "{\"error_code\":409,\"message\":\"READER_FIELD_MISSING_DEFAULT\"}"));

        assertThatThrownBy(() -> registry.register("a-value", Greeting.SCHEMA$))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageEndingWith("HTTP 409, READER_FIELD_MISSING_DEFAULT");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void temporaryTroubleIsUnavailableAndNotRemembered(int status) {
        fake.now(answering(status, "{\"error_code\":50003,\"message\":\"no leader\"}"));
        assertThatThrownBy(() -> registry.schema(7))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("HTTP " + status + ", no leader");

        fake.now(STRING);
        assertThat(registry.schema(7)).isEqualTo(Schema.create(Schema.Type.STRING));
    }

    @Test
    void aDeadPortIsUnavailable() throws IOException {
        try (var dead = new HttpSchemaRegistry(settings(deadPort()))) {
            assertThatThrownBy(() -> dead.schema(7))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("no connection");
        }
    }

    @Test
    @Timeout(15)
    void aSilentRegistryIsGivenUp() {
        var never = new CountDownLatch(1);
        fake.now(_ -> await(never));

        assertGivesUp();
        never.countDown();
    }

    @Test
    @Timeout(15)
    void aBodyThatNeverEndsIsGivenUp() {
        var never = new CountDownLatch(1);
        fake.now(
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    await(never);
                });

        assertGivesUp();
        never.countDown();
    }

    @Test
    void aBodyTooLargeIsNotRead() {
        fake.now(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    var chunk = new byte[1 << 20];
                    for (int i = 0; i < 5; i++) {
                        exchange.getResponseBody().write(chunk);
                    }
                });

        assertThatThrownBy(() -> registry.schema(7))
                .isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void theNextBaseUrlAnswersAndIsAskedFirstFromThenOn() throws IOException {
        fake.now(answering(500, ""));
        try (var second = new FakeRegistry(STRING);
                var both = new HttpSchemaRegistry(settings(fake.uri(), second.uri()))) {
            both.schema(1);
            both.schema(2);

            assertThat(fake.calls()).hasSize(1);
            assertThat(second.calls()).hasSize(2);
        }
    }

    @Test
    void thePathOfTheBaseUrlIsKept() {
        try (var below =
                new HttpSchemaRegistry(settings(URI.create(fake.uri() + "/apis/ccompat/v7/")))) {
            below.register("a-value", Greeting.SCHEMA$);
        }
        assertThat(fake.calls().getFirst().line())
                .isEqualTo("POST /apis/ccompat/v7/subjects/a-value/versions");
    }

    @Test
    void credentialsAreSentAndNeverShown() {
        fake.now(answering(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}"));
        var credentials = new BasicCredentials("media", "hünter2");
        var settings = settings(fake.uri()).withCredentials(credentials);
        try (var secured = new HttpSchemaRegistry(settings)) {
            assertThatThrownBy(() -> secured.schema(7))
                    .isInstanceOf(RegistryRefusedException.class)
                    .hasMessageNotContaining("hünter2");
        }
        assertThat(fake.calls().getFirst().authorization())
                .isEqualTo(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("media:hünter2".getBytes(UTF_8)));
        assertThat(settings.toString()).doesNotContain("hünter2");
    }

    @Test
    void aPasswordInTheUrlIsRefusedUnshown() {
        assertThatThrownBy(
                        () -> RegistryClientSettings.of(URI.create("http://me:hunter2@localhost")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anInterruptedCallerStaysInterrupted() {
        var never = new CountDownLatch(1);
        fake.now(_ -> await(never));

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> registry.schema(7))
                .isInstanceOf(RegistryUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
    }

    private void assertGivesUp() {
        try (var impatient = new HttpSchemaRegistry(settings(Duration.ofMillis(500), fake.uri()))) {
            assertThatThrownBy(() -> impatient.schema(7))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("no answer within 500 ms");
        }
    }

    private void assertUnknown(int id) {
        assertThatThrownBy(() -> registry.schema(id)).isInstanceOf(UnknownSchemaException.class);
    }

    private static RegistryClientSettings settings(URI... urls) {
        return settings(Duration.ofSeconds(10), urls);
    }

    private static RegistryClientSettings settings(Duration patience, URI... urls) {
        return new RegistryClientSettings(
                List.of(urls),
                Optional.empty(),
                Optional.empty(),
                patience,
                patience,
                Duration.ofSeconds(10),
                3);
    }

    private static URI deadPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
