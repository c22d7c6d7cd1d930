package video.divine.media.simulator.upload;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.node.JsonNodeFactory;

import video.divine.media.simulator.api.Drain;
import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.api.Uninterrupted;
import video.divine.media.simulator.api.VideoObject;
import video.divine.media.simulator.multipart.FilePart;
import video.divine.media.simulator.video.Identifiers;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoOptions;
import video.divine.media.simulator.video.VideoStatus;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code POST /upload/<link>}: no token, the link is the right. An upload that breaks off leaves
 * the link as it was. And {@code POST /stream} with the file as multipart: of what is refused no
 * video is made.
 */
public final class UploadHandler {
    /** Boundaries and part headers around the file itself. */
    private static final long MULTIPART_ALLOWANCE = 65_536;

    private final VideoCatalogue catalogue;
    private final VideoFiles videoFiles;
    private final Acceptance acceptance;
    private final VideoObject videoObject;
    private final long largestFile;
    private final InstantSource clock;
    private final Scheduler files;
    private final Scheduler tools;
    private final Identifiers identifiers = new Identifiers();

    /**
     * Takes files for the videos of the catalogue.
     *
     * @param files where file work runs
     * @param tools where ffprobe is waited for
     */
    public UploadHandler(
            VideoCatalogue catalogue,
            VideoFiles videoFiles,
            Acceptance acceptance,
            VideoObject videoObject,
            long largestFile,
            InstantSource clock,
            Scheduler files,
            Scheduler tools) {
        this.catalogue = catalogue;
        this.videoFiles = videoFiles;
        this.acceptance = acceptance;
        this.videoObject = videoObject;
        this.largestFile = largestFile;
        this.clock = clock;
        this.files = files;
        this.tools = tools;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route().POST("/upload/{link}", this::receive).build();
    }

    /** Of the account, behind the check of its token. */
    public RouterFunction<ServerResponse> accountRoutes() {
        return RouterFunctions.route().POST(StreamApi.STREAM, this::create).build();
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        return receive(request, this::admit);
    }

    private Mono<ServerResponse> receive(ServerRequest request) {
        var video = catalogue.findByLink(request.pathVariable("link"));
        return video.map(this::refusal)
                .orElseGet(() -> Optional.of(Refusal.notFound()))
                .map(refusal -> Drain.refused(request, refusal))
                .orElseGet(
                        () -> {
                            var uid = video.orElseThrow().uid();
                            return receive(request, arrival -> accept(uid, arrival));
                        });
    }

    private Optional<Refusal> refusal(Video video) {
        if (!(video.status() instanceof VideoStatus.PendingUpload)) {
            return Optional.of(Refusal.alreadyUploaded());
        }
        return video.link().filter(link -> clock.instant().isBefore(link.expiry())).isPresent()
                ? Optional.empty()
                : Optional.of(Refusal.expired());
    }

    private Mono<ServerResponse> receive(
            ServerRequest request, Function<Arrival, Mono<ServerResponse>> stored) {
        var part = FilePart.of(request, largestFile);
        if (part.isEmpty()) {
            return Drain.refused(
                    request,
                    Refusal.undecodable("multipart/form-data with a boundary is expected"));
        }
        if (request.headers().contentLength().orElse(0) > largestFile + MULTIPART_ALLOWANCE) {
            return Drain.refused(request, Refusal.tooLarge(largestFile));
        }
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new Arrival(videoFiles.incoming())),
                arrival ->
                        Mono.fromCallable(arrival::open)
                                .subscribeOn(files)
                                .flatMap(Mono::justOrEmpty)
                                .flatMap(incoming -> part.get().receive(incoming::write))
                                .flatMap(reception -> received(reception, arrival, stored)),
                arrival -> Mono.fromCallable(() -> discarded(arrival)).subscribeOn(files));
    }

    private Mono<ServerResponse> received(
            FilePart.Reception reception,
            Arrival arrival,
            Function<Arrival, Mono<ServerResponse>> stored) {
        return switch (reception) {
            case STORED -> stored.apply(arrival);
            case MISSING -> Envelope.refused(Refusal.invalid("a part named file is required"));
            case TOO_LARGE -> Envelope.refused(Refusal.tooLarge(largestFile));
            case UNREADABLE -> Envelope.refused(Refusal.undecodable("the body cannot be read"));
        };
    }

    private Mono<ServerResponse> accept(String uid, Arrival arrival) {
        return handedOver(arrival, incoming -> acceptance.accept(uid, incoming).refusal())
                .flatMap(
                        refusal ->
                                refusal.map(Envelope::refused)
                                        .orElseGet(
                                                () ->
                                                        Envelope.success(
                                                                JsonNodeFactory.instance
                                                                        .nullNode())));
    }

    private Mono<ServerResponse> admit(Arrival arrival) {
        return handedOver(
                        arrival,
                        incoming ->
                                acceptance.admit(
                                        identifiers.uid(),
                                        VideoOptions.of(Optional.empty()),
                                        incoming))
                .flatMap(
                        admitted ->
                                admitted.fold(
                                        video -> Envelope.success(videoObject.render(video)),
                                        Envelope::refused));
    }

    /** Nothing if the client was gone before; who goes now has sent all that there was to send. */
    private <T> Mono<T> handedOver(Arrival arrival, Arrival.Work<T> work) {
        return Uninterrupted.call(tools, () -> arrival.handOver(work)).flatMap(Mono::justOrEmpty);
    }

    private static boolean discarded(Arrival arrival) throws IOException {
        arrival.discard();
        return true;
    }
}
