package video.divine.media.simulator.upload;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.node.JsonNodeFactory;

import video.divine.media.simulator.api.Drain;
import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.api.VideoObject;
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
        return refusal(request)
                .map(refusal -> Drain.refused(request, refusal))
                .orElseGet(() -> receive(request, this::admit));
    }

    private Mono<ServerResponse> receive(ServerRequest request) {
        var video = catalogue.findByLink(request.pathVariable("link"));
        return video.map(this::refusal)
                .orElseGet(() -> Optional.of(Refusal.notFound()))
                .or(() -> refusal(request))
                .map(refusal -> Drain.refused(request, refusal))
                .orElseGet(
                        () -> {
                            var uid = video.orElseThrow().uid();
                            return receive(request, incoming -> accept(uid, incoming));
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

    private Optional<Refusal> refusal(ServerRequest request) {
        if (contentType(request).filter(MediaType.MULTIPART_FORM_DATA::includes).isEmpty()) {
            return Optional.of(Refusal.undecodable("multipart/form-data is expected"));
        }
        return request.headers().contentLength().orElse(0) > largestFile + MULTIPART_ALLOWANCE
                ? Optional.of(Refusal.tooLarge(largestFile))
                : Optional.empty();
    }

    /** Nothing, too, for one that cannot be read: here it is refused as any other is. */
    private static Optional<MediaType> contentType(ServerRequest request) {
        try {
            return request.headers().contentType();
        } catch (InvalidMediaTypeException unreadable) {
            return Optional.empty();
        }
    }

    private Mono<ServerResponse> receive(
            ServerRequest request, Function<Incoming, Mono<ServerResponse>> stored) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> new Arrival(videoFiles.incoming())),
                arrival ->
                        Mono.fromCallable(arrival::open)
                                .subscribeOn(files)
                                .flatMap(Mono::justOrEmpty)
                                .flatMap(incoming -> receive(request, incoming, stored)),
                arrival -> Mono.fromCallable(() -> discarded(arrival)).subscribeOn(files));
    }

    private Mono<ServerResponse> receive(
            ServerRequest request,
            Incoming incoming,
            Function<Incoming, Mono<ServerResponse>> stored) {
        return new FilePart(incoming, largestFile)
                .receive(parts(request))
                .flatMap(
                        reception ->
                                switch (reception) {
                                    case FilePart.Reception.Stored() -> stored.apply(incoming);
                                    case FilePart.Reception.Missing() ->
                                            Envelope.refused(
                                                    Refusal.invalid(
                                                            "a part named file is required"));
                                    case FilePart.Reception.TooLarge() ->
                                            Envelope.refused(Refusal.tooLarge(largestFile));
                                });
    }

    /** Spring fails with these where the headers of a part cannot be read. */
    private static Flux<PartEvent> parts(ServerRequest request) {
        return request.bodyToFlux(PartEvent.class)
                .onErrorMap(
                        failure ->
                                failure instanceof IllegalArgumentException
                                        || failure instanceof IllegalStateException,
                        failure -> new ServerWebInputException("part", null, failure));
    }

    private Mono<ServerResponse> accept(String uid, Incoming incoming) {
        return Mono.fromCallable(() -> acceptance.accept(uid, incoming).refusal())
                .subscribeOn(tools)
                .flatMap(
                        refusal ->
                                refusal.map(Envelope::refused)
                                        .orElseGet(
                                                () ->
                                                        Envelope.success(
                                                                JsonNodeFactory.instance
                                                                        .nullNode())));
    }

    private Mono<ServerResponse> admit(Incoming incoming) {
        return Mono.fromCallable(
                        () ->
                                acceptance.admit(
                                        identifiers.uid(),
                                        VideoOptions.of(Optional.empty()),
                                        incoming))
                .subscribeOn(tools)
                .flatMap(
                        admitted ->
                                admitted.fold(
                                        video -> Envelope.success(videoObject.render(video)),
                                        Envelope::refused));
    }

    private static boolean discarded(Arrival arrival) throws IOException {
        arrival.discard();
        return true;
    }
}
