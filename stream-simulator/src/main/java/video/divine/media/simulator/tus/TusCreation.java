package video.divine.media.simulator.tus;

import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Drain;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.api.Uninterrupted;
import video.divine.media.simulator.api.VideoFields;
import video.divine.media.simulator.api.VideoOptionsReader;
import video.divine.media.simulator.api.VideoOptionsReader.Ticket;
import video.divine.media.simulator.video.Identifiers;
import video.divine.media.simulator.video.UploadLink;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.webhook.EarlyNotices;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * {@code POST /stream} with {@code Tus-Resumable}. With {@code ?direct_user=true} the Location is
 * meant for a creator and without for the account itself, which makes no difference to it: clients
 * in Cloudflare's documentation upload to it as it is.
 */
public final class TusCreation {
    private final TusUploads uploads;
    private final EarlyNotices earlyNotices;
    private final VideoOptionsReader reader;
    private final TusLimits limits;
    private final URI uploadBase;
    private final InstantSource clock;
    private final Scheduler files;
    private final Identifiers identifiers = new Identifiers();

    /**
     * Makes videos.
     *
     * @param uploadBase where the Locations are reached
     * @param files where file work runs
     */
    public TusCreation(
            TusUploads uploads,
            EarlyNotices earlyNotices,
            VideoOptionsReader reader,
            TusLimits limits,
            URI uploadBase,
            InstantSource clock,
            Scheduler files) {
        this.uploads = uploads;
        this.earlyNotices = earlyNotices;
        this.reader = reader;
        this.limits = limits;
        this.uploadBase = uploadBase;
        this.clock = clock;
        this.files = files;
    }

    /** Of the account, behind the check of its token. */
    public RouterFunction<ServerResponse> accountRoutes() {
        var protocol =
                RouterFunctions.route()
                        .POST(
                                StreamApi.STREAM,
                                RequestPredicates.headers(
                                        headers ->
                                                headers.firstHeader(TusHeaders.RESUMABLE) != null),
                                this::create)
                        .filter(new TusHeaders())
                        .build();
        return RouterFunctions.route()
                .OPTIONS(StreamApi.STREAM, _ -> TusHandler.options(limits))
                .add(protocol)
                .build();
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        var length = TusHeaders.number(request, TusHeaders.LENGTH);
        if (length.isEmpty() || length.getAsLong() == 0) {
            return Drain.refused(request, Refusal.invalid("Upload-Length must be bytes"));
        }
        if (length.getAsLong() > limits.largestFile()) {
            return Drain.refused(request, Refusal.tooLarge(limits.largestFile()));
        }
        // What the clock says is read once: the default expiry counts from `created`.
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return ticket(request, now)
                .fold(
                        ticket -> create(request, ticket, length.getAsLong(), now),
                        refusal -> Drain.refused(request, refusal));
    }

    private Decoded<Ticket> ticket(ServerRequest request, Instant now) {
        return TusMetadata.read(header(request, TusHeaders.METADATA))
                .fold(
                        body ->
                                reader.ticket(
                                        body,
                                        header(request, VideoFields.CREATOR_HEADER),
                                        now,
                                        limits.defaultExpiry(),
                                        limits.longestExpiry()),
                        Decoded.Refused::new);
    }

    private Mono<ServerResponse> create(
            ServerRequest request, Ticket ticket, long length, Instant now) {
        return Uninterrupted.call(files, () -> add(ticket, length, now))
                .flatMap(
                        added ->
                                added.fold(
                                        this::created, refusal -> Drain.refused(request, refusal)));
    }

    private Decoded<Video> add(Ticket ticket, long length, Instant now) throws IOException {
        var link =
                new UploadLink(
                        TusLinks.PREFIX + identifiers.link(),
                        ticket.expiry().truncatedTo(ChronoUnit.MICROS));
        var video = Video.ticket(identifiers.uid(), now, ticket.options(), link);
        var shortage = uploads.create(video, length);
        if (shortage.isPresent()) {
            return new Decoded.Refused<>(Refusal.of(shortage.get()));
        }
        return new Decoded.Accepted<>(video);
    }

    private Mono<ServerResponse> created(Video video) {
        var link = video.link().orElseThrow();
        var answer =
                ServerResponse.created(URI.create(uploadBase + "/" + link.id()))
                        .header(TusHeaders.MEDIA_ID, video.uid())
                        .header(TusHeaders.EXPIRES, TusHeaders.expires(link))
                        .build();
        return Mono.fromFuture(() -> earlyNotices.created(video.uid()), true).then(answer);
    }

    private static Optional<String> header(ServerRequest request, String name) {
        return Optional.ofNullable(request.headers().firstHeader(name));
    }
}
