package video.divine.media.gateway;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.json.JsonCompareMode;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import video.divine.media.gateway.cloudflare.FakeStream;
import video.divine.media.gateway.configuration.OperatorConfiguration;
import video.divine.media.gateway.configuration.RestConfiguration;
import video.divine.media.gateway.nostr.TokenSigner;
import video.divine.media.gateway.operator.InternalServer;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The gateway over fakes: the real router, filters, error answers and Netty server. One is started
 * for all tests; those with settings of their own start another.
 */
public final class Gateway implements AutoCloseable {
    public static final String BASE_URL = "https://media.example";
    public static final String WEBHOOK_SECRET = "85011ed3a913c6ad5f9cf6c5573cc0a7";
    public static final String STREAM_TOKEN = "very-secret-stream-token";
    public static final String INTERNAL_TOKEN = "very-secret-internal-token";
    public static final String VIDEOS = "/v1/videos";

    /** Of no meaning but on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public final FakeCommands commands = new FakeCommands();
    public final FakeReads reads = new FakeReads();
    public final FakeOperatorReads operatorReads = new FakeOperatorReads();
    public final FakeStream stream = new FakeStream();
    public final FakeClock clock = new FakeClock();
    public final TokenSigner alice = new TokenSigner(1);
    public final TokenSigner bob = new TokenSigner(2);

    /** The router, filters and error answers, without a network. */
    public final WebTestClient client;

    private final ConfigurableApplicationContext context;

    /** What whoever embeds the gateway writes. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({RestConfiguration.class, OperatorConfiguration.class})
    static class Application {
        /** Its own event loops: those of the JVM would end with the first gateway that does. */
        @Bean
        ReactorResourceFactory eventLoops() {
            var resources = new ReactorResourceFactory();
            resources.setUseGlobalResources(false);
            resources.setShutdownQuietPeriod(Duration.ZERO);
            return resources;
        }
    }

    private static final class Shared {
        static final Gateway INSTANCE = Gateway.start(Map.of());
    }

    private Gateway(Map<String, String> settings) {
        var all = new HashMap<String, Object>();
        all.put("media.port", "0");
        all.put("media.public-base-url", BASE_URL);
        all.put("media.webhook.secret", WEBHOOK_SECRET);
        all.put("media.stream.account", "account");
        all.put("media.stream.token", STREAM_TOKEN);
        all.put("media.internal.port", "0");
        all.put("media.internal.token", INTERNAL_TOKEN);
        all.put("spring.main.banner-mode", "off");
        all.putAll(settings);
        context =
                new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.REACTIVE)
                        .properties(all)
                        .initializers(
                                start -> {
                                    var beans = start.getBeanFactory();
                                    beans.registerSingleton("commands", commands);
                                    beans.registerSingleton("reads", reads);
                                    beans.registerSingleton("operatorReads", operatorReads);
                                    beans.registerSingleton("stream", stream);
                                    beans.registerSingleton("clock", clock);
                                })
                        .run();
        client =
                WebTestClient.bindToApplicationContext(context)
                        .configureClient()
                        .responseTimeout(PATIENCE)
                        .build();
    }

    /** The one for all tests, as new. */
    public static Gateway shared() {
        var gateway = Shared.INSTANCE;
        gateway.commands.reset();
        gateway.reads.reset();
        gateway.operatorReads.reset();
        gateway.stream.reset();
        gateway.clock.reset();
        return gateway;
    }

    /** One with settings of its own, {@code media.*} and others. */
    public static Gateway start(Map<String, String> settings) {
        return new Gateway(settings);
    }

    /** Its beans and events. */
    public ConfigurableApplicationContext context() {
        return context;
    }

    /** Where its Netty listens. */
    public URI address() {
        var port =
                Objects.requireNonNull(
                                ((WebServerApplicationContext) context).getWebServer(),
                                "a web server")
                        .getPort();
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Over a real connection. */
    public WebTestClient overTheNetwork() {
        return WebTestClient.bindToServer()
                .baseUrl(address().toString())
                .responseTimeout(PATIENCE)
                .build();
    }

    /** On the operators' port, without a token. */
    public WebTestClient internal() {
        return WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + context.getBean(InternalServer.class).port())
                .responseTimeout(PATIENCE)
                .build();
    }

    /** Alice's token for a request of now. */
    public String token(HttpMethod method, String pathAndQuery, String body) {
        return alice.token(
                method.name(),
                BASE_URL + pathAndQuery,
                body.getBytes(StandardCharsets.UTF_8),
                clock.instant());
    }

    /** A POST of Alice's with a good token. */
    public ResponseSpec post(String path, String body) {
        return post(path, body, token(HttpMethod.POST, path, body));
    }

    public ResponseSpec post(String path, String body, String authorization) {
        return client.post()
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, authorization)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    public ResponseSpec get(String pathAndQuery) {
        return client.get().uri(URI.create(pathAndQuery)).exchange();
    }

    /** The whole body, and that it is JSON of ours. */
    public static ResponseSpec expect(ResponseSpec response, int status, String json) {
        response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON)
                .expectBody()
                .json(json, JsonCompareMode.STRICT);
        return response;
    }

    @Override
    public void close() {
        context.close();
    }
}
