package video.divine.media.gateway.openapi;

import static video.divine.media.gateway.FakeCommands.QUOTA;
import static video.divine.media.gateway.FakeCommands.RESET_AT;
import static video.divine.media.gateway.FakeCommands.closed;
import static video.divine.media.gateway.FakeCommands.conflict;
import static video.divine.media.gateway.FakeCommands.quotaExceeded;
import static video.divine.media.gateway.FakeCommands.refusal;
import static video.divine.media.gateway.FakeCommands.reserved;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import video.divine.media.avro.Alias;
import video.divine.media.avro.AliasKind;
import video.divine.media.avro.AliasesRecorded;
import video.divine.media.avro.DeletionStarted;
import video.divine.media.avro.NoticeDisregarded;
import video.divine.media.avro.ProcessingAdvanced;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.RenditionsCompleted;
import video.divine.media.avro.StreamNotice;
import video.divine.media.avro.UploadExpired;
import video.divine.media.avro.UploadGranted;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoBecameReady;
import video.divine.media.avro.VideoClosure;
import video.divine.media.avro.VideoDeleted;
import video.divine.media.avro.VideoFailed;
import video.divine.media.avro.VideoRefined;
import video.divine.media.avro.VideoRegistered;
import video.divine.media.avro.VideoStatus;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Samples;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.http.ApiHeaders;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.nostr.TokenSigner;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Requests that bring about every documented answer, over fakes. */
final class Calls {
    private static final String UID = "6b9e68b07dfee8cc2d116e4c51d6a957";
    private static final String SHA256 = "ab".repeat(32);
    private static final String VIDEO = "/v1/videos/" + UID;
    private static final String HISTORY = VIDEO + "/history";
    private static final String ALIASES = VIDEO + "/aliases";
    private static final String NO_UID = "/v1/videos/no-uid";
    private static final String WEBHOOK = "/v1/stream/webhook";
    private static final String NOTICE = "{\"uid\":\"" + UID + "\",\"readyToStream\":true}";
    private static final String VINE = "{\"vineId\":\"hBFP5LFKUOU\"}";
    private static final String TOO_LARGE = "{\"x\":\"" + "x".repeat(300 * 1024) + "\"}";
    private static final Pubkey ALICE = new TokenSigner(1).pubkey();
    private static final Pubkey BOB = new TokenSigner(2).pubkey();
    private static final String NOT_NOSTR = "Bearer token";

    private Calls() {}

    static List<Call> all() {
        return Stream.of(
                        createUpload(),
                        authentication("createUpload", Gateway.VIDEOS, "{}"),
                        commandsUnavailable("createUpload", Gateway.VIDEOS, "{}"),
                        receiveStreamNotice(),
                        getVideo(),
                        deleteVideo(),
                        getVideoHistory(),
                        attachAliases(),
                        authentication("attachAliases", ALIASES, VINE),
                        commandsUnavailable("attachAliases", ALIASES, VINE),
                        lookupVideo(),
                        listVideos(),
                        getQuota(),
                        getCounters(),
                        operations())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Call> createUpload() {
        return List.of(
                upload(201, "", "{}"),
                upload(201, "", ""),
                upload(201, "", "{}").given(gateway -> gateway.commands.replay()),
                upload(
                        201,
                        "",
                        """
                        {"sha256": "%s", "vineId": null, "meta": {"title": "Loop"}, "other": [1],
                         "originalUrl": "HTTPS://Vine.co:443/v/hBFP5LFKUOU#top"}"""
                                .formatted(SHA256.toUpperCase(Locale.ROOT))),
                upload(400, "invalid_json", "[]"),
                upload(400, "invalid_sha256", "{\"sha256\":\"ab\"}"),
                upload(400, "invalid_vine_id", "{\"vineId\":\"a b\"}"),
                upload(400, "invalid_original_url", "{\"originalUrl\":\"ftp://vine.co/\"}"),
                upload(400, "invalid_meta", "{\"meta\":{\"a\":1}}"),
                upload(400, "reserved_meta_key", "{\"meta\":{\"pubkey\":\"a\"}}"),
                upload(201, "", "{\"upload\":\"tus\",\"size\":1}"),
                upload(400, "invalid_upload", "{\"upload\":\"post\"}"),
                upload(400, "invalid_size", "{\"size\":0}"),
                upload(400, "missing_size", "{\"upload\":\"tus\"}"),
                upload(409, "", VINE).given(answers(taken())),
                upload(409, "", VINE)
                        .given(answers(reserved(List.of(AliasKind.ORIGINAL_URL), RESET_AT))),
                upload(409, "", VINE)
                        .given(gateway -> gateway.commands.replay())
                        .given(answers(taken())),
                upload(413, "", TOO_LARGE),
                upload(429, "", "{}").given(answers(quotaExceeded())),
                upload(429, "", "{}")
                        .given(gateway -> gateway.commands.replay())
                        .given(answers(quotaExceeded())),
                upload(502, "", "{}").given(streamFails(Reason.THROTTLED, Duration.ofSeconds(30))),
                upload(502, "", "{}")
                        .given(
                                gateway ->
                                        gateway.stream.fail(
                                                new StreamFailure.CallerFault(
                                                        StreamOperation.DIRECT_UPLOAD,
                                                        "meta refused"))),
                upload(502, "quota", "{}").given(answers(refusal(RefusalReason.STORAGE_FULL))),
                upload(502, "quota", "{}")
                        .given(gateway -> gateway.commands.replay())
                        .given(answers(refusal(RefusalReason.STORAGE_FULL))),
                upload(503, "overloaded", "{}").given(streamFails(Reason.NO_CONNECTION, null)),
                upload(503, "reservation_gone", "{}")
                        .given(
                                answers(
                                        new UploadGranted(1, RESET_AT, QUOTA),
                                        refusal(RefusalReason.RESERVATION_GONE))));
    }

    private static Call upload(int status, String reason, String body) {
        return Call.signedPost("createUpload", status, reason, Gateway.VIDEOS, body);
    }

    /** What every command with a token has. */
    private static List<Call> authentication(String operation, String path, String body) {
        return List.of(
                Call.post(operation, 401, "missing_nip98", path, body),
                Call.post(operation, 400, "malformed_nip98", path, body)
                        .header(HttpHeaders.AUTHORIZATION, NOT_NOSTR),
                Call.signedPost(operation, 403, "invalid_nip98", path, body)
                        .given(answers(refusal(RefusalReason.COMMAND_REUSED))),
                new Call(
                        operation,
                        403,
                        "invalid_nip98",
                        _ -> {},
                        gateway ->
                                gateway.overTheNetwork()
                                        .post()
                                        .uri(path)
                                        .header(
                                                HttpHeaders.AUTHORIZATION,
                                                gateway.token(HttpMethod.POST, "/v1", body))
                                        .bodyValue(body)),
                Call.signedPost(operation, 400, "invalid_idempotency_key", path, body)
                        .header(ApiHeaders.IDEMPOTENCY_KEY, "two words"),
                Call.signedPost(operation, 422, "", path, body)
                        .header(ApiHeaders.IDEMPOTENCY_KEY, "key")
                        .given(answers(refusal(RefusalReason.COMMAND_REUSED))));
    }

    /** What every command has. */
    private static List<Call> commandsUnavailable(String operation, String path, String body) {
        var calls = new ArrayList<Call>();
        for (var reason : List.of("outcome_unknown", "starting", "kafka", "overloaded")) {
            calls.add(
                    Call.signedPost(operation, 503, reason, path, body)
                            .given(gateway -> gateway.commands.fail(unavailable(reason))));
        }
        calls.add(
                Call.signedPost(operation, 503, "unknown_refusal", path, body)
                        .given(answers(refusal(RefusalReason.UNKNOWN))));
        calls.add(
                Call.signedPost(operation, 503, "upload_in_progress", path, body)
                        .given(answers(refusal(RefusalReason.UPLOAD_IN_PROGRESS, RESET_AT))));
        calls.add(
                Call.signedPost(operation, 500, "", path, body)
                        .given(gateway -> gateway.commands.fail(bug())));
        return calls;
    }

    private static List<Call> receiveStreamNotice() {
        return List.of(
                webhook(200, "", NOTICE, "time=%d,sig1=%s"),
                webhook(200, "", NOTICE, "t=%d,v1=%s"),
                Call.post("receiveStreamNotice", 400, "missing_webhook_signature", WEBHOOK, NOTICE),
                webhook(400, "malformed_webhook_signature", NOTICE, "time=%d;sig1=%s"),
                webhook(400, "invalid_json", "{}", "time=%d,sig1=%s"),
                webhook(403, "invalid_webhook_signature", NOTICE, "time=1%d,sig1=%s"),
                webhook(413, "", TOO_LARGE, "time=%d,sig1=%s"),
                webhook(500, "", NOTICE, "time=%d,sig1=%s")
                        .given(gateway -> gateway.commands.failToTell(bug())),
                webhook(503, "kafka", NOTICE, "time=%d,sig1=%s")
                        .given(gateway -> gateway.commands.failToTell(unavailable("kafka"))));
    }

    private static Call webhook(int status, String reason, String body, String header) {
        var time = FakeClock.START.getEpochSecond();
        return Call.post("receiveStreamNotice", status, reason, WEBHOOK, body)
                .header("Webhook-Signature", header.formatted(time, hmac(time + "." + body)));
    }

    private static String hmac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(
                            Gateway.WEBHOOK_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Call> getVideo() {
        var calls = new ArrayList<Call>();
        for (var status : VideoStatus.values()) {
            if (status != VideoStatus.DELETED) {
                calls.add(
                        Call.get("getVideo", 200, "", VIDEO)
                                .given(has(Samples.video(UID, ALICE, status))));
            }
        }
        calls.addAll(
                List.of(
                        Call.get("getVideo", 200, "", VIDEO).given(has(Samples.ready(UID, ALICE))),
                        Call.get("getVideo", 200, "", VIDEO)
                                .given(has(Samples.failed(UID, ALICE, null))),
                        Call.get("getVideo", 200, "", VIDEO)
                                .header(HttpHeaders.IF_NONE_MATCH, "\"2\"")
                                .given(has(Samples.ready(UID, ALICE))),
                        Call.get("getVideo", 304, "", VIDEO)
                                .header(HttpHeaders.IF_NONE_MATCH, "\"3\"")
                                .given(has(Samples.ready(UID, ALICE))),
                        Call.get("getVideo", 400, "invalid_uid", NO_UID),
                        Call.get("getVideo", 404, "", VIDEO),
                        Call.get("getVideo", 410, "", VIDEO)
                                .given(has(Samples.video(UID, ALICE, VideoStatus.DELETED)))));
        calls.addAll(readsFail(Call.get("getVideo", 0, "", VIDEO)));
        return calls;
    }

    private static List<Call> deleteVideo() {
        var calls =
                new ArrayList<>(
                        List.of(
                                delete(202, ""),
                                Call.on(
                                        "deleteVideo",
                                        400,
                                        "invalid_uid",
                                        HttpMethod.DELETE,
                                        NO_UID),
                                Call.on(
                                                "deleteVideo",
                                                400,
                                                "malformed_nip98",
                                                HttpMethod.DELETE,
                                                VIDEO)
                                        .header(HttpHeaders.AUTHORIZATION, NOT_NOSTR),
                                delete(400, "invalid_idempotency_key")
                                        .header(ApiHeaders.IDEMPOTENCY_KEY, "two words"),
                                Call.on(
                                        "deleteVideo",
                                        401,
                                        "missing_nip98",
                                        HttpMethod.DELETE,
                                        VIDEO),
                                new Call(
                                        "deleteVideo",
                                        403,
                                        "invalid_nip98",
                                        _ -> {},
                                        gateway ->
                                                gateway.overTheNetwork()
                                                        .delete()
                                                        .uri(VIDEO)
                                                        .header(
                                                                HttpHeaders.AUTHORIZATION,
                                                                gateway.token(
                                                                        HttpMethod.GET,
                                                                        VIDEO,
                                                                        ""))),
                                delete(403, "not_owner")
                                        .given(answers(refusal(RefusalReason.NOT_OWNER))),
                                delete(404, "").given(answers(refusal(RefusalReason.NOT_FOUND))),
                                new Call(
                                        "deleteVideo",
                                        413,
                                        "",
                                        _ -> {},
                                        gateway ->
                                                gateway.overTheNetwork()
                                                        .method(HttpMethod.DELETE)
                                                        .uri(VIDEO)
                                                        .bodyValue(TOO_LARGE)),
                                delete(503, "unknown_refusal")
                                        .given(answers(refusal(RefusalReason.UNKNOWN))),
                                delete(500, "").given(gateway -> gateway.commands.fail(bug()))));
        for (var reason : List.of("outcome_unknown", "starting", "kafka", "overloaded")) {
            calls.add(
                    delete(503, reason)
                            .given(gateway -> gateway.commands.fail(unavailable(reason))));
        }
        return calls;
    }

    private static Call delete(int status, String reason) {
        return Call.signedDelete("deleteVideo", status, reason, VIDEO);
    }

    private static List<Call> getVideoHistory() {
        var calls =
                new ArrayList<>(
                        List.of(
                                history(200, "").given(has(Samples.ready(UID, ALICE))),
                                history(200, "")
                                        .given(has(Samples.video(UID, ALICE, VideoStatus.DELETED)))
                                        .given(Calls::everythingHappened),
                                Call.get(
                                        "getVideoHistory", 400, "invalid_uid", NO_UID + "/history"),
                                Call.get("getVideoHistory", 400, "malformed_nip98", HISTORY)
                                        .header(HttpHeaders.AUTHORIZATION, NOT_NOSTR),
                                history(400, "invalid_idempotency_key")
                                        .header(ApiHeaders.IDEMPOTENCY_KEY, "two words"),
                                Call.get("getVideoHistory", 401, "missing_nip98", HISTORY),
                                new Call(
                                        "getVideoHistory",
                                        403,
                                        "invalid_nip98",
                                        _ -> {},
                                        gateway ->
                                                gateway.overTheNetwork()
                                                        .get()
                                                        .uri(HISTORY)
                                                        .header(
                                                                HttpHeaders.AUTHORIZATION,
                                                                gateway.token(
                                                                        HttpMethod.GET,
                                                                        VIDEO,
                                                                        ""))),
                                history(403, "not_owner")
                                        .given(has(Samples.video(UID, BOB, VideoStatus.READY))),
                                history(404, ""),
                                new Call(
                                        "getVideoHistory",
                                        413,
                                        "",
                                        _ -> {},
                                        gateway ->
                                                gateway.overTheNetwork()
                                                        .method(HttpMethod.GET)
                                                        .uri(HISTORY)
                                                        .bodyValue(TOO_LARGE))));
        calls.addAll(readsFail(history(0, "")));
        calls.add(
                history(503, "overloaded")
                        .given(gateway -> gateway.reads.fail(unavailable("overloaded"))));
        return calls;
    }

    private static Call history(int status, String reason) {
        return Call.signedGet("getVideoHistory", status, reason, HISTORY);
    }

    private static List<Call> attachAliases() {
        return List.of(
                attach(200, "", VINE),
                attach(
                        200,
                        "",
                        "{\"sha256\":\""
                                + SHA256
                                + "\",\"originalUrl\":\"https://vine.co/v/hBFP5LFKUOU\"}"),
                attach(200, "", VINE).given(gateway -> gateway.commands.replay()),
                Call.signedPost("attachAliases", 400, "invalid_uid", NO_UID + "/aliases", VINE),
                attach(400, "invalid_json", "{"),
                attach(400, "invalid_sha256", "{\"sha256\":1}"),
                attach(400, "invalid_vine_id", "{\"vineId\":\"\"}"),
                attach(400, "invalid_original_url", "{\"originalUrl\":\"vine.co\"}"),
                attach(400, "missing_alias", "{\"vineId\":null}"),
                attach(403, "not_owner", VINE).given(answers(refusal(RefusalReason.NOT_OWNER))),
                attach(404, "", VINE).given(answers(refusal(RefusalReason.NOT_FOUND))),
                attach(404, "", VINE)
                        .given(gateway -> gateway.commands.replay())
                        .given(answers(refusal(RefusalReason.NOT_FOUND))),
                attach(409, "", VINE).given(answers(taken())),
                attach(409, "", VINE)
                        .given(answers(reserved(List.of(AliasKind.ORIGINAL_URL), RESET_AT))),
                attach(409, "already_set", VINE)
                        .given(
                                answers(
                                        conflict(
                                                RefusalReason.ALREADY_SET,
                                                List.of(AliasKind.VINE_ID),
                                                Map.of()))),
                attach(409, "video_closed", VINE).given(answers(closed(VideoClosure.EXPIRED))),
                attach(410, "", VINE).given(answers(closed(VideoClosure.DELETED))),
                attach(413, "", TOO_LARGE));
    }

    private static Call attach(int status, String reason, String body) {
        return Call.signedPost("attachAliases", status, reason, ALIASES, body);
    }

    private static List<Call> lookupVideo() {
        var calls =
                new ArrayList<>(
                        List.of(
                                lookup(200, "", "?vineId=a")
                                        .given(gateway -> gateway.reads.alias("vine:a", UID)),
                                lookup(200, "", "?sha256=" + SHA256)
                                        .given(
                                                gateway ->
                                                        gateway.reads.alias(
                                                                "sha256:" + SHA256, UID)),
                                lookup(400, "exactly_one_parameter", ""),
                                lookup(400, "invalid_sha256", "?sha256=ab"),
                                lookup(400, "invalid_vine_id", "?vineId="),
                                lookup(400, "invalid_original_url", "?url=vine.co"),
                                lookup(404, "", "?url=https%3A%2F%2Fvine.co%2Fv%2Fa")));
        calls.addAll(readsFail(lookup(0, "", "?vineId=a")));
        return calls;
    }

    private static Call lookup(int status, String reason, String query) {
        return Call.get("lookupVideo", status, reason, "/v1/lookup" + query);
    }

    private static List<Call> listVideos() {
        var calls =
                new ArrayList<>(
                        List.of(
                                list(200, "", ""),
                                list(200, "", "?limit=1")
                                        .given(has(Samples.ready(UID, ALICE)))
                                        .given(
                                                has(
                                                        Samples.video(
                                                                "another",
                                                                ALICE,
                                                                VideoStatus.PROCESSING))),
                                Call.get("listVideos", 400, "invalid_pubkey", "/v1/users/a/videos"),
                                list(400, "invalid_limit", "?limit=101"),
                                list(400, "invalid_cursor", "?cursor=a")));
        calls.addAll(readsFail(list(0, "", "")));
        return calls;
    }

    private static Call list(int status, String reason, String query) {
        return Call.get(
                "listVideos", status, reason, "/v1/users/" + ALICE.npub() + "/videos" + query);
    }

    private static List<Call> getQuota() {
        var quota = "/v1/users/" + "a".repeat(64) + "/quota";
        var calls =
                new ArrayList<>(
                        List.of(
                                Call.get("getQuota", 200, "", quota),
                                Call.get("getQuota", 400, "invalid_pubkey", "/v1/users/a/quota")));
        calls.addAll(readsFail(Call.get("getQuota", 0, "", quota)));
        return calls;
    }

    private static List<Call> getCounters() {
        var counters = "/v1/users/" + ALICE.npub() + "/counters";
        var calls =
                new ArrayList<>(
                        List.of(
                                Call.get("getCounters", 200, "", counters),
                                Call.get(
                                        "getCounters",
                                        400,
                                        "invalid_pubkey",
                                        "/v1/users/a/counters")));
        calls.addAll(readsFail(Call.get("getCounters", 0, "", counters)));
        return calls;
    }

    private static List<Call> operations() {
        return List.of(
                Call.get("getLiveness", 200, "", "/livez"),
                Call.get("getLiveness", 503, "", "/livez")
                        .given(
                                gateway ->
                                        AvailabilityChangeEvent.publish(
                                                gateway.context(), LivenessState.BROKEN)),
                Call.get("getReadiness", 200, "", "/readyz"),
                Call.get("getReadiness", 503, "", "/readyz")
                        .given(gateway -> gateway.reads.ready(false)),
                Call.get("getReadiness", 503, "", "/readyz")
                        .given(gateway -> gateway.commands.ready(false)),
                Call.get("getMetrics", 200, "", "/metrics"),
                Call.get("getMetrics", 200, "", "/metrics")
                        .header(HttpHeaders.ACCEPT, "application/openmetrics-text"),
                Call.get("getOpenApi", 200, "", "/openapi.json"));
    }

    /**
     * The same call while the stores do not serve, while too many reads wait, and while they fail.
     */
    private static List<Call> readsFail(Call call) {
        return List.of(
                new Call(
                        call.operation(),
                        503,
                        "starting",
                        call.given()
                                .andThen(gateway -> gateway.reads.fail(unavailable("starting"))),
                        call.request()),
                new Call(
                        call.operation(),
                        503,
                        "overloaded",
                        call.given()
                                .andThen(gateway -> gateway.reads.fail(unavailable("overloaded"))),
                        call.request()),
                new Call(
                        call.operation(),
                        500,
                        "",
                        call.given().andThen(gateway -> gateway.reads.fail(bug())),
                        call.request()));
    }

    private static UnavailableException unavailable(String reason) {
        return new UnavailableException("as the test has it", reason, Duration.ofSeconds(1));
    }

    private static IllegalStateException bug() {
        return new IllegalStateException("A bug, as the test has it");
    }

    private static Consumer<Gateway> answers(SpecificRecord... bodies) {
        return gateway -> gateway.commands.answer(bodies);
    }

    private static Consumer<Gateway> streamFails(Reason reason, @Nullable Duration retryAfter) {
        return gateway ->
                gateway.stream.fail(
                        new StreamFailure.StreamFault(
                                StreamOperation.DIRECT_UPLOAD,
                                reason,
                                "as the test has it",
                                retryAfter));
    }

    private static Refusal taken() {
        return conflict(
                RefusalReason.ALIAS_TAKEN,
                List.of(AliasKind.SHA256, AliasKind.VINE_ID),
                Map.of(AliasKind.VINE_ID.name(), UID));
    }

    private static Consumer<Gateway> has(Video video) {
        return gateway -> gateway.reads.put(video);
    }

    private static void everythingHappened(Gateway gateway) {
        var aliases = List.of(new Alias(AliasKind.VINE_ID, "vine:a", "a"));
        var notice = Samples.notice("inprogress", false);
        var failure =
                new StreamNotice(
                        "error",
                        false,
                        null,
                        "ERR_NON_VIDEO",
                        "Not a video.",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        long sequence = 0;
        for (var body :
                List.<SpecificRecord>of(
                        new VideoRegistered("c".repeat(64), RESET_AT, aliases, Map.of()),
                        new VideoRegistered("c".repeat(64), RESET_AT, List.of(), Map.of()),
                        new AliasesRecorded(aliases),
                        new ProcessingAdvanced(notice),
                        new VideoBecameReady(notice),
                        new VideoRefined(notice),
                        new RenditionsCompleted(),
                        new VideoFailed(failure),
                        new NoticeDisregarded(notice),
                        new UploadExpired(),
                        new DeletionStarted(),
                        new VideoDeleted())) {
            sequence++;
            gateway.reads.happened(Samples.event(UID, ALICE, sequence, body));
        }
    }
}
