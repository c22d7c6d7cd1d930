package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.clip.Clips;
import video.divine.media.simulator.video.Clip;
import video.divine.media.simulator.video.VideoOptions;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * {@code POST /stream/clip}: a new video that is a part of another. It takes over nothing of what
 * the other is set to: what the request does not name has its default.
 */
public final class ClipHandler {
    private final Clips clips;
    private final VideoObject videoObject;
    private final VideoOptionsReader reader;
    private final InstantSource clock;
    private final Scheduler files;

    public ClipHandler(
            Clips clips,
            VideoObject videoObject,
            VideoOptionsReader reader,
            InstantSource clock,
            Scheduler files) {
        this.clips = clips;
        this.videoObject = videoObject;
        this.reader = reader;
        this.clock = clock;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route().POST(StreamApi.STREAM + "/clip", this::create).build();
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        var creator =
                Optional.ofNullable(request.headers().firstHeader(VideoFields.CREATOR_HEADER));
        return JsonBody.read(request, body -> Work.answer(files, () -> created(body, creator)));
    }

    private Decoded<JsonNode> created(ObjectNode body, Optional<String> creator)
            throws IOException {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return switch (clip(body)) {
            case Decoded.Refused<Clip>(var refusal) -> new Decoded.Refused<>(refusal);
            case Decoded.Accepted<Clip>(var clip) ->
                    switch (reader.clip(body, clip.seconds(), creator, now)) {
                        case Decoded.Refused<VideoOptions>(var refusal) ->
                                new Decoded.Refused<>(refusal);
                        case Decoded.Accepted<VideoOptions>(var options) ->
                                answer(clips.begin(clip, options, now));
                    };
        };
    }

    private static Decoded<Clip> clip(ObjectNode body) {
        var fields = new Fields(body);
        fields.require("clippedFromVideoUID");
        fields.require("startTimeSeconds");
        fields.require("endTimeSeconds");
        var from = fields.text("clippedFromVideoUID", 64);
        var start = fields.integer("startTimeSeconds", 0, Integer.MAX_VALUE);
        var end = fields.integer("endTimeSeconds", 0, Integer.MAX_VALUE);
        if (start.isPresent() && end.isPresent() && start.get() >= end.get()) {
            fields.refuse("endTimeSeconds must be after startTimeSeconds");
        }
        return fields.decoded(
                () -> new Clip(from.orElseThrow(), start.orElseThrow(), end.orElseThrow()));
    }

    private Decoded<JsonNode> answer(Clips.Outcome outcome) {
        return switch (outcome) {
            case Clips.Outcome.Begun(var video) ->
                    new Decoded.Accepted<>(videoObject.render(video));
            case Clips.Outcome.NoOriginal() -> new Decoded.Refused<>(Refusal.notFound());
            case Clips.Outcome.OriginalNotReady() ->
                    new Decoded.Refused<>(Refusal.invalid("the video to clip is not ready"));
            case Clips.Outcome.Outside(var seconds) ->
                    new Decoded.Refused<>(
                            Refusal.invalid(
                                    "the clip must lie within the "
                                            + seconds
                                            + " seconds of the video"));
            case Clips.Outcome.NoRoom(var shortage) -> new Decoded.Refused<>(Refusal.of(shortage));
        };
    }
}
