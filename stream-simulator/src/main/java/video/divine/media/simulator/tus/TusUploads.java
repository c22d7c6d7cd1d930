package video.divine.media.simulator.tus;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.quota.Shortage;
import video.divine.media.simulator.upload.Acceptance;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoStatus;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The uploads themselves: what has come of each, and what happens when all of it has. */
public final class TusUploads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TusUploads.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

    private final VideoCatalogue catalogue;
    private final AccountQuota quota;
    private final VideoFiles videoFiles;
    private final TusFiles tusFiles;
    private final Acceptance acceptance;
    private final ChunkRules rules;
    private final Scheduler files;
    private final Scheduler tools;
    private final Turns turns = new Turns();

    /**
     * Takes uploads for videos of the catalogue.
     *
     * @param files where file work runs
     * @param tools where ffprobe is waited for
     */
    public TusUploads(
            VideoCatalogue catalogue,
            AccountQuota quota,
            VideoFiles videoFiles,
            Acceptance acceptance,
            TusLimits limits,
            Scheduler files,
            Scheduler tools) {
        this.catalogue = catalogue;
        this.quota = quota;
        this.videoFiles = videoFiles;
        this.tusFiles = new TusFiles(videoFiles);
        this.acceptance = acceptance;
        this.rules = new ChunkRules(limits);
        this.files = files;
        this.tools = tools;
    }

    /** Hands over what had arrived whole when an earlier run ended. */
    public void resume() {
        catalogue
                .all()
                .filter(TusUploads::isPending)
                .filter(video -> video.link().filter(TusLinks::isOurs).isPresent())
                .map(Video::uid)
                .forEach(
                        uid ->
                                progress(uid)
                                        .subscribe(
                                                _ -> {},
                                                failure ->
                                                        log.warn(
                                                                "the upload of video {} cannot go"
                                                                        + " on",
                                                                uid,
                                                                failure)));
    }

    /** What is still being received is settled; its clients can resume after the next start. */
    @Override
    public void close() {
        turns.close(STOP_DEADLINE);
    }

    /** Makes the video and the place of its file, unless something is short. Blocks. */
    Optional<Shortage> create(Video video, long length) throws IOException {
        tusFiles.create(video.uid(), length);
        var shortage = quota.admit(video);
        if (shortage.isPresent()) {
            videoFiles.drop(video.uid());
        } else {
            log.info("video {} awaits its resumable upload of {} bytes", video.uid(), length);
        }
        return shortage;
    }

    /** How far the upload has come; whatever is still being received ends first. */
    Mono<Decoded<Progress>> progress(String uid) {
        return turns.next(uid, _ -> find(uid).flatMap(found -> finished(uid, found)));
    }

    /**
     * Goes on with the upload.
     *
     * @param offset where the client believes to be
     * @param announced bytes of the body, if it says so
     * @param body is read in any case
     */
    Mono<Decoded<Progress>> append(
            String uid, long offset, OptionalLong announced, Flux<DataBuffer> body) {
        return turns.next(
                uid,
                turn ->
                        find(uid)
                                .flatMap(
                                        found ->
                                                append(uid, found, offset, announced, body, turn)));
    }

    private Mono<Decoded<Progress>> append(
            String uid,
            Decoded<Progress> found,
            long offset,
            OptionalLong announced,
            Flux<DataBuffer> body,
            Turns.Turn turn) {
        Decoded<Progress> agreed =
                found.fold(
                        progress -> rules.agreed(progress, offset, announced),
                        Decoded.Refused::new);
        return agreed.fold(
                progress ->
                        new Chunk(uid, progress, rules, tusFiles, files)
                                .receive(body, turn)
                                .flatMap(reached -> finished(uid, reached)),
                refusal -> drained(body, turn, refusal));
    }

    private static Mono<Decoded<Progress>> drained(
            Flux<DataBuffer> body, Turns.Turn turn, Refusal refusal) {
        return body.takeUntilOther(turn.interrupted())
                .map(DataBufferUtils::release)
                .then()
                .onErrorComplete()
                .thenReturn(new Decoded.Refused<>(refusal));
    }

    private Mono<Decoded<Progress>> find(String uid) {
        return Mono.fromCallable(() -> tusFiles.find(uid))
                .subscribeOn(files)
                .map(
                        found ->
                                found.<Decoded<Progress>>map(Decoded.Accepted::new)
                                        .orElseGet(
                                                () -> new Decoded.Refused<>(Refusal.notFound())));
    }

    /** Hands the file over if it has come and was not handed over before. */
    private Mono<Decoded<Progress>> finished(String uid, Decoded<Progress> reached) {
        return reached.fold(
                progress ->
                        progress.isComplete()
                                        && catalogue
                                                .find(uid)
                                                .filter(TusUploads::isPending)
                                                .isPresent()
                                ? Mono.fromCallable(() -> accepted(uid, progress))
                                        .subscribeOn(tools)
                                : Mono.just(reached),
                _ -> Mono.just(reached));
    }

    private Decoded<Progress> accepted(String uid, Progress progress) throws IOException {
        var refusal = acceptance.accept(uid, tusFiles.data(uid), progress.length()).refusal();
        if (catalogue.find(uid).filter(TusUploads::isPending).isEmpty()) {
            tusFiles.dropData(uid);
        }
        return refusal.<Decoded<Progress>>map(Decoded.Refused::new)
                .orElseGet(() -> new Decoded.Accepted<>(progress));
    }

    private static boolean isPending(Video video) {
        return video.status() instanceof VideoStatus.PendingUpload;
    }
}
