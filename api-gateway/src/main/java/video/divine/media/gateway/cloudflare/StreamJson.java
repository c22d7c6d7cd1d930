package video.divine.media.gateway.cloudflare;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.gateway.cloudflare.StreamVideo.BadJson;
import video.divine.media.gateway.cloudflare.StreamVideo.Parsed;
import video.divine.media.gateway.cloudflare.StreamVideo.Playback;
import video.divine.media.gateway.cloudflare.StreamVideo.Reading;
import video.divine.media.gateway.cloudflare.StreamVideo.Status;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Stream's JSON, read strictly as a document and leniently as a video. */
final class StreamJson {
    private static final int DEEPEST = 32;

    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .maxNumberLength(64)
                                                    .maxNameLength(1_024)
                                                    .maxTokenCount(500_000)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private StreamJson() {}

    static Reading video(byte[] json) {
        if (json.length > StreamVideo.LARGEST) {
            return new BadJson("larger than 256 KiB");
        }
        return switch (document(json)) {
            case Document.Read(var node) -> video(node);
            case Document.Unreadable(var reason) -> new BadJson(reason);
        };
    }

    /** A document, or why there is none. */
    sealed interface Document {
        record Read(JsonNode root) implements Document {}

        record Unreadable(String reason) implements Document {}
    }

    static Document document(byte[] json) {
        try {
            var root = MAPPER.readTree(json);
            return root.isMissingNode()
                    ? new Document.Unreadable("empty")
                    : new Document.Read(root);
        } catch (StreamConstraintsException _) {
            return new Document.Unreadable("nested too deep, or a name or number too long");
        } catch (JacksonException broken) {
            // Jackson's own text quotes the document, and a document may hold an upload URL.
            return new Document.Unreadable(
                    broken.getOriginalMessage().startsWith("Duplicate")
                            ? "a member stands twice"
                            : "not JSON");
        }
    }

    static Reading video(JsonNode node) {
        if (!node.isObject()) {
            return new BadJson("not an object");
        }
        var uid = node.path("uid");
        if (!uid.isString() || !StreamVideo.isUid(uid.stringValue())) {
            return new BadJson("no valid uid");
        }
        var video = new Members(node);
        var input = new Members(node.path("input"));
        return new Parsed(
                new StreamVideo(
                        uid.stringValue(),
                        video.text("creator"),
                        video.flag("readyToStream"),
                        video.instant("readyToStreamAt"),
                        status(new Members(node.path("status"))),
                        meta(node.path("meta")),
                        video.instant("created"),
                        video.instant("modified"),
                        video.instant("uploaded"),
                        video.instant("uploadExpiry"),
                        video.amount("size"),
                        video.decimal("duration"),
                        input.count("width"),
                        input.count("height"),
                        playback(video, new Members(node.path("playback")))));
    }

    private static Status status(Members status) {
        return new Status(
                status.text("state"),
                status.text("step"),
                status.decimal("pctComplete").map(Members::atMostHundred),
                // The docs' prose says err…, the bodies Stream sends say error… (docs PR 4980).
                status.text("errorReasonCode").or(() -> status.text("errReasonCode")),
                status.text("errorReasonText").or(() -> status.text("errReasonText")));
    }

    private static Playback playback(Members video, Members playback) {
        return new Playback(playback.url("hls"), playback.url("dash"), video.url("thumbnail"));
    }

    private static Map<String, String> meta(JsonNode node) {
        var meta = new HashMap<String, String>();
        node.forEachEntry(
                (name, value) -> {
                    if (!value.isNull()) {
                        meta.put(name, value.isString() ? value.stringValue() : value.toString());
                    }
                });
        return meta;
    }

    static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }
}
