package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.signing.AccessRules;
import video.divine.media.simulator.signing.PlaybackTokens;
import video.divine.media.simulator.signing.SigningKeys;
import video.divine.media.simulator.signing.TokenRequest;
import video.divine.media.simulator.video.VideoCatalogue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** {@code POST /stream/<uid>/token}: what opens a private video, in the place of its uid. */
public final class PlaybackTokenHandler {
    private static final Duration DEFAULT_LIFE = Duration.ofHours(1);

    /** From when on it is good, before now: the clocks of those who check it differ. */
    private static final Duration DEFAULT_HEAD_START = Duration.ofHours(1);

    private static final int LONGEST_PEM = 16_384;

    private final VideoCatalogue catalogue;
    private final SigningKeys keys;
    private final PlaybackTokens tokens;
    private final InstantSource clock;
    private final Scheduler files;

    public PlaybackTokenHandler(
            VideoCatalogue catalogue,
            SigningKeys keys,
            PlaybackTokens tokens,
            InstantSource clock,
            Scheduler files) {
        this.catalogue = catalogue;
        this.keys = keys;
        this.tokens = tokens;
        this.clock = clock;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST(StreamApi.STREAM + StreamApi.VIDEO + "/token", this::create)
                .build();
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        var uid = request.pathVariable("uid");
        return JsonBody.readOptional(
                request,
                body ->
                        Uninterrupted.call(files, () -> token(uid, body))
                                .flatMap(
                                        answer ->
                                                answer.fold(
                                                        PlaybackTokenHandler::show,
                                                        Envelope::refused)));
    }

    private static Mono<ServerResponse> show(String token) {
        return Envelope.success(JsonNodeFactory.instance.objectNode().put("token", token));
    }

    private Decoded<String> token(String uid, ObjectNode body) throws IOException {
        if (catalogue.find(uid).isEmpty()) {
            return new Decoded.Refused<>(Refusal.notFound());
        }
        var fields = new Fields(body);
        var request = read(uid, fields);
        var signer = signer(fields);
        return fields.decoded(() -> tokens.issue(request, signer.orElseThrow()));
    }

    private TokenRequest read(String uid, Fields fields) {
        var now = clock.instant();
        var expiry = time(fields, "exp").orElse(now.plus(DEFAULT_LIFE));
        var notBefore = time(fields, "nbf").orElse(now.minus(DEFAULT_HEAD_START));
        if (!now.isBefore(expiry) || expiry.isAfter(now.plus(PlaybackTokens.LONGEST_LIFE))) {
            fields.refuse("exp must be within the next 24 hours");
        }
        if (!notBefore.isBefore(expiry)) {
            fields.refuse("nbf must be before exp");
        }
        var rules = fields.any("accessRules");
        if (rules.isPresent() && rules.flatMap(AccessRules::read).isEmpty()) {
            fields.refuse(
                    "accessRules must be at most 5 rules of type any, ip.src or ip.geoip.country,"
                            + " with the action allow or block");
        }
        return new TokenRequest(
                uid, expiry, notBefore, fields.flag("downloadable").orElse(false), rules);
    }

    /** Seconds since 1970. */
    private static Optional<Instant> time(Fields fields, String name) {
        var node = fields.any(name);
        var time = node.flatMap(PlaybackTokens::time);
        if (node.isPresent() && time.isEmpty()) {
            fields.refuse(name + " must be in whole seconds since 1970");
        }
        return time;
    }

    /** Who sends a key and its id has the token signed with that, anybody else with ours. */
    private Optional<SigningKeys.Signer> signer(Fields fields) throws IOException {
        var id = fields.text("id", 64);
        var pem = fields.text("pem", LONGEST_PEM);
        if (id.isEmpty() && pem.isEmpty()) {
            return Optional.of(keys.own());
        }
        var signer = id.flatMap(keyId -> pem.flatMap(secret -> keys.signer(keyId, secret)));
        if (signer.isEmpty()) {
            fields.refuse("id and pem must be those of one signing key of this account");
        }
        return signer;
    }
}
