package video.divine.media.processor;

import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.ReplyTo;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand.AttachAliases;
import video.divine.media.processor.domain.claims.ClaimCommand.ConfirmUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.ReserveUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Ticket;
import video.divine.media.processor.domain.claims.CommandSource;
import video.divine.media.processor.domain.claims.Request;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Notice.Measures;
import video.divine.media.processor.domain.video.Notice.Playback;
import video.divine.media.processor.domain.video.Registration;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoCommand.Reply;
import video.divine.media.processor.domain.watch.Patience;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Values that tests speak of. */
public final class Sample {
    /** A full hour, so that whatever happens within it is of one quota. */
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    public static final Pubkey ALICE = new Pubkey("a".repeat(64));
    public static final Pubkey BOB = new Pubkey("b".repeat(64));
    public static final int QUOTA = 30;
    public static final Patience PATIENCE = new Patience(Duration.ofMinutes(10));
    public static final ReplyTo GATEWAY = new ReplyTo(0, "gateway-1", "send-1");

    private Sample() {}

    public static CommandId id(int number) {
        return new CommandId("%064x".formatted(number));
    }

    public static Uid uid(int number) {
        return new Uid("%032x".formatted(number));
    }

    public static Alias sha256(int number) {
        var hash = "%064x".formatted(number);
        return new Alias(AliasKind.SHA256, "sha256:" + hash, hash);
    }

    public static Alias vine(String name) {
        return new Alias(AliasKind.VINE_ID, "vine:" + name, name);
    }

    public static Alias url(int number) {
        return new Alias(
                AliasKind.ORIGINAL_URL,
                "url:" + "%064x".formatted(number),
                "https://example.com/" + number + ".mp4");
    }

    /** A request under a NIP-98 token. */
    public static Request byToken(int number) {
        return request(number, CommandSource.NIP98, "body");
    }

    /** A request under an Idempotency-Key. */
    public static Request byKey(int number) {
        return request(number, CommandSource.IDEMPOTENCY_KEY, "body");
    }

    public static Request request(int number, CommandSource source, String bodyHash) {
        return new Request(id(number), source, bodyHash);
    }

    public static ReserveUpload reserve(int number, Pubkey pubkey, Alias... aliases) {
        return reserve(byToken(number), pubkey, QUOTA, aliases);
    }

    public static ReserveUpload reserve(
            Request request, Pubkey pubkey, int quota, Alias... aliases) {
        return new ReserveUpload(request, pubkey, Aliases.of(aliases), quota, 0, Optional.empty());
    }

    /** {@code reserve}, with so much of the account's storage. */
    public static ReserveUpload lasting(ReserveUpload reserve, int seconds) {
        return new ReserveUpload(
                reserve.request(),
                reserve.pubkey(),
                reserve.aliases(),
                reserve.quotaPerHour(),
                seconds,
                reserve.storageLimitSeconds());
    }

    /** {@code reserve}, held to a limit of the account's storage. */
    public static ReserveUpload within(double storageLimitSeconds, ReserveUpload reserve) {
        return new ReserveUpload(
                reserve.request(),
                reserve.pubkey(),
                reserve.aliases(),
                reserve.quotaPerHour(),
                reserve.seconds(),
                Optional.of(storageLimitSeconds));
    }

    public static ConfirmUpload confirm(int number, int attempt, int uid) {
        return new ConfirmUpload(id(number), attempt, ticket(uid), QUOTA);
    }

    public static AttachAliases attach(int number, Pubkey pubkey, int uid, Alias... aliases) {
        return attach(byToken(number), pubkey, uid, aliases);
    }

    public static AttachAliases attach(Request request, Pubkey pubkey, int uid, Alias... aliases) {
        return new AttachAliases(request, pubkey, uid(uid), Aliases.of(aliases));
    }

    public static Ticket ticket(int uid) {
        return new Ticket(
                uid(uid),
                "https://upload.example.com/" + uid,
                NOON.plus(Duration.ofMinutes(30)),
                Map.of("title", "Video " + uid));
    }

    /** What is used of the hour that begins at {@link #NOON}. */
    public static QuotaStatus used(int used) {
        return used(used, QUOTA);
    }

    public static QuotaStatus used(int used, int limit) {
        return new QuotaStatus(limit, used, NOON.plus(Duration.ofHours(1)));
    }

    /** The registration of {@code uid} by Alice, requested as command {@code uid}. */
    public static Registration registration(int uid) {
        return new Registration(
                uid(uid),
                id(uid),
                ALICE,
                NOON,
                NOON.plus(Duration.ofMinutes(30)),
                Map.of("title", "Video " + uid));
    }

    public static RegisterVideo register(int uid, Alias... aliases) {
        return new RegisterVideo(
                registration(uid),
                Aliases.of(aliases),
                new Reply("https://upload.example.com/" + uid, used(1), false));
    }

    public static Notice pending() {
        return new Notice(
                "pendingupload", false, null, null, null, null, Measures.NONE, Playback.NONE);
    }

    public static Notice queued() {
        return new Notice("queued", false, null, null, null, null, Measures.NONE, Playback.NONE);
    }

    public static Notice processing(double percent) {
        return new Notice(
                "inprogress", false, percent, null, null, null, Measures.NONE, Playback.NONE);
    }

    public static Notice ready(double percent) {
        return new Notice(
                "ready",
                true,
                percent,
                null,
                null,
                null,
                new Measures(12.5, 4_096L, 1080, 1920),
                new Playback(
                        "https://play.example.com/manifest/video.m3u8",
                        "https://play.example.com/manifest/video.mpd",
                        "https://play.example.com/thumbnails/thumbnail.jpg"));
    }

    public static Notice error() {
        return new Notice(
                "error",
                false,
                null,
                "ERR_NON_VIDEO",
                "The file was not recognized as a valid video file.",
                null,
                Measures.NONE,
                Playback.NONE);
    }

    /** {@code notice}, last changed at Stream so long after {@link #NOON}. */
    public static Notice modified(Notice notice, Duration afterNoon) {
        return new Notice(
                notice.state(),
                notice.readyToStream(),
                notice.percent(),
                notice.errorCode(),
                notice.errorText(),
                NOON.plus(afterNoon),
                notice.measures(),
                notice.playback());
    }

    /** {@code notice}, with another duration. */
    public static Notice lasting(Notice notice, double seconds) {
        var measures = notice.measures();
        return new Notice(
                notice.state(),
                notice.readyToStream(),
                notice.percent(),
                notice.errorCode(),
                notice.errorText(),
                notice.modified(),
                new Measures(seconds, measures.size(), measures.width(), measures.height()),
                notice.playback());
    }
}
