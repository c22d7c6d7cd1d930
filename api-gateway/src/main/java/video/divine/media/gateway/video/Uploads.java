package video.divine.media.gateway.video;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

import video.divine.media.avro.CancelUpload;
import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.ConfirmUpload;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.ReserveUpload;
import video.divine.media.avro.UploadFault;
import video.divine.media.avro.UploadGranted;
import video.divine.media.avro.UploadRegistered;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.TicketRequest;
import video.divine.media.gateway.cloudflare.UploadTicket;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.command.OutcomeUnknownException;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.http.AliasFields;
import video.divine.media.gateway.http.Answers;
import video.divine.media.gateway.saga.SagaStep;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.service.problem.ProblemException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One upload: reserve in the log, make a ticket at Stream, confirm in the log. It goes on when the
 * client hangs up, so that a reservation ends by its own saga and not by its deadline.
 */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /** Each question is a record in the log, which is slow just when many ask again. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration CLEAN_UP = Duration.ofSeconds(5);

    private final Commands commands;
    private final StreamApi stream;
    private final UploadSettings settings;
    private final StreamSettings.Uploads tickets;
    private final Duration answerWithin;
    private final SagaSteps steps;
    private final InstantSource clock;
    private final Map<UploadRequest, Saga> underWay = new ConcurrentHashMap<>();

    /**
     * Of one gateway.
     *
     * @param answerWithin how long a caller waits for the log to say anything
     */
    public Uploads(
            Commands commands,
            StreamApi stream,
            UploadSettings settings,
            StreamSettings.Uploads tickets,
            Duration answerWithin,
            SagaSteps steps,
            InstantSource clock) {
        this.commands = commands;
        this.stream = stream;
        this.settings = settings;
        this.tickets = tickets;
        this.answerWithin = answerWithin;
        this.steps = steps;
        this.clock = clock;
    }

    /** The committed answer, or a problem. */
    Mono<Outcome> upload(UploadRequest request) {
        return Mono.deferContextual(
                context -> {
                    // Before anything is written: it would only use an attempt of the publisher's.
                    var refusal = stream.refusal(request.method().operation());
                    if (refusal.isPresent() && !underWay.containsKey(request)) {
                        LOG.debug("no upload is begun: {}", refusal.get().getMessage());
                        return Mono.error(refusal.get());
                    }
                    var saga =
                            underWay.compute(
                                    request,
                                    (_, known) ->
                                            (known == null ? new Saga(clock.instant()) : known)
                                                    .joined());
                    var first = saga.begins();
                    if (first) {
                        run(request, saga, context);
                    }
                    return Mono.firstWithSignal(
                                    Mono.fromFuture(saga.end, true).<Outcome>dematerialize(),
                                    silence(saga))
                            .map(outcome -> first ? outcome : again(outcome))
                            .doFinally(_ -> saga.leave());
                });
    }

    /** For whoever repeated the request, as the log would answer them. */
    private static Outcome again(Outcome outcome) {
        return new Outcome(outcome.getReplyTo(), outcome.getCommandId(), true, outcome.getBody());
    }

    private void run(UploadRequest request, Saga saga, ContextView context) {
        // As a signal, because Reactor logs an error that nobody is left to take. Whoever waits
        // for the future has another context: the trace of the first is given to the saga here.
        var _ =
                Mono.defer(() -> reserve(request, saga, FIRST_WAIT))
                        .materialize()
                        .doFinally(_ -> underWay.remove(request, saga))
                        .contextWrite(context)
                        .subscribe(
                                end -> {
                                    if (saga.isLeft()) {
                                        told(end.getThrowable());
                                    }
                                    saga.end.complete(end);
                                },
                                saga.end::completeExceptionally);
    }

    /**
     * An upload under way, and how many wait for it. Nobody waits for longer than a command takes;
     * but while a processor takes over from a dead one the log goes on taking reservations, and
     * what it grants then must not wait for its lease to end before it can be asked for again.
     * Whoever repeats the request here meanwhile waits for the same saga: repeated in the log, the
     * requests of all who wait would keep it from what they wait for.
     */
    private final class Saga {
        private final Instant begun;
        private final Sinks.Empty<Void> heard = Sinks.empty();
        private final CompletableFuture<Signal<Outcome>> end = new CompletableFuture<>();
        private final AtomicBoolean begins = new AtomicBoolean(true);
        private final AtomicInteger waiting = new AtomicInteger();

        Saga(Instant begun) {
            this.begun = begun;
        }

        Saga joined() {
            waiting.incrementAndGet();
            return this;
        }

        void leave() {
            waiting.decrementAndGet();
        }

        /** Nobody is left to be told. */
        boolean isLeft() {
            return waiting.get() == 0;
        }

        /** For the first who asks. */
        boolean begins() {
            return begins.getAndSet(false);
        }

        Instant deadline() {
            return begun.plus(settings.streamDeadline());
        }
    }

    /** For Stream, so that all of it is over before the lease is, which began in the log. */
    private Duration left(Instant reserved) {
        var late = Duration.between(reserved.plus(answerWithin), clock.instant());
        return late.isPositive()
                ? settings.streamDeadline().minus(late)
                : settings.streamDeadline();
    }

    /** Errs where the log does not say anything in time, and stays silent otherwise. */
    private Mono<Outcome> silence(Saga saga) {
        return saga.heard
                .asMono()
                .timeout(answerWithin, Mono.error(() -> new OutcomeUnknownException(answerWithin)))
                .then(Mono.never());
    }

    /** Where nobody is left to be told, the log is. */
    private static void told(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case ProblemException _, UnavailableException _, StreamFailure _ ->
                    LOG.info("upload of a caller who left: {}", failure.getMessage());
            case Throwable bug -> LOG.error("upload of a caller who left failed", bug);
        }
    }

    private Mono<Outcome> reserve(UploadRequest request, Saga saga, Duration wait) {
        var caller = request.caller();
        var reserved = clock.instant();
        return commands.askPatiently(
                        caller.commandId(),
                        replyTo ->
                                new ClaimCommand(
                                        replyTo,
                                        new ReserveUpload(
                                                caller.commandId(),
                                                caller.source(),
                                                caller.bodyHash(),
                                                caller.pubkey().hex(),
                                                AliasFields.records(request.aliases()),
                                                settings.quotaPerHour(),
                                                tickets.maxDurationSeconds(),
                                                settings.storageLimitSeconds())))
                .doOnNext(_ -> saga.heard.tryEmitEmpty())
                .flatMap(
                        outcome ->
                                switch (outcome.getBody()) {
                                    case UploadRegistered _ -> Mono.just(outcome);
                                    case UploadGranted granted -> {
                                        steps.passed(SagaStep.UPLOAD_GRANTED);
                                        yield makeTicket(request, granted, left(reserved));
                                    }
                                    case Refusal refusal
                                            when refusal.getReason() == RefusalReason.IN_PROGRESS ->
                                            askAgain(request, outcome, refusal, saga, wait);
                                    case Refusal refusal -> refused(request, outcome, refusal);
                                    default -> throw unexpected(outcome);
                                });
    }

    /** The same request is being worked on, here or elsewhere: its answer will be ours too. */
    private Mono<Outcome> askAgain(
            UploadRequest request, Outcome outcome, Refusal refusal, Saga saga, Duration wait) {
        if (saga.isLeft() || clock.instant().plus(wait).isAfter(saga.deadline())) {
            return refused(request, outcome, refusal);
        }
        var longer = wait.multipliedBy(2);
        return Mono.delay(wait)
                .then(
                        Mono.defer(
                                () ->
                                        reserve(
                                                request,
                                                saga,
                                                longer.compareTo(LONGEST_WAIT) > 0
                                                        ? LONGEST_WAIT
                                                        : longer)))
                // That somebody has begun is known: "nothing was begun" would not be true any more.
                .onErrorMap(UnavailableException.class, OutcomeUnknownException::new);
    }

    private Mono<Outcome> makeTicket(
            UploadRequest request, UploadGranted granted, Duration within) {
        return stream.directUpload(ticketRequest(request, granted), within)
                .doOnNext(_ -> steps.passed(SagaStep.TICKET_MADE))
                .onErrorResume(StreamFailure.class, failure -> cancel(request, granted, failure))
                .flatMap(ticket -> confirm(request, granted, ticket));
    }

    private TicketRequest ticketRequest(UploadRequest request, UploadGranted granted) {
        var caller = request.caller();
        Map<String, String> meta = new LinkedHashMap<>(request.meta());
        meta.put("pubkey", caller.pubkey().hex());
        meta.put("commandId", caller.commandId());
        meta.put("deployment", settings.deployment());
        request.aliases().forEach(alias -> meta.put(alias.kind().field(), alias.value()));
        return new TicketRequest(
                caller.commandId(),
                caller.pubkey().hex(),
                meta,
                clock.instant()
                        .plus(tickets.expiry(request.method()))
                        .truncatedTo(ChronoUnit.SECONDS),
                tickets.maxDurationSeconds(),
                granted.getAttempt() > 1,
                request.method());
    }

    private Mono<UploadTicket> cancel(
            UploadRequest request, UploadGranted granted, StreamFailure failure) {
        LOG.warn("upload failed at Stream: {}", failure.getMessage());
        var commandId = request.caller().commandId();
        var fault = failure.callersFault() ? UploadFault.CALLER : UploadFault.STREAM;
        return commands.conclude(
                        commandId,
                        replyTo ->
                                new ClaimCommand(
                                        replyTo,
                                        new CancelUpload(
                                                commandId,
                                                granted.getAttempt(),
                                                fault,
                                                !failure.streamUnasked())))
                // A reservation that cannot be cancelled ends by its deadline.
                .onErrorComplete(UnavailableException.class)
                .then(Mono.error(failure));
    }

    private Mono<Outcome> confirm(
            UploadRequest request, UploadGranted granted, UploadTicket ticket) {
        var commandId = request.caller().commandId();
        return commands.conclude(
                        commandId,
                        replyTo ->
                                new ClaimCommand(
                                        replyTo,
                                        new ConfirmUpload(
                                                commandId,
                                                granted.getAttempt(),
                                                ticket.uid(),
                                                ticket.uploadUrl(),
                                                ticket.expiresAt(),
                                                request.meta(),
                                                settings.quotaPerHour())))
                // The grant is in the log: that nothing was begun would not be true any more.
                .onErrorMap(UnavailableException.class, OutcomeUnknownException::new)
                .flatMap(
                        outcome ->
                                switch (outcome.getBody()) {
                                    case UploadRegistered _ -> {
                                        steps.passed(SagaStep.UPLOAD_CONFIRMED);
                                        LOG.info(
                                                "upload uid={} pubkey={} attempt={}",
                                                ticket.uid(),
                                                request.caller().pubkey().hex(),
                                                granted.getAttempt());
                                        yield Mono.just(outcome);
                                    }
                                    case Refusal refusal ->
                                            dropTicket(ticket)
                                                    .then(refused(request, outcome, refusal));
                                    default -> throw unexpected(outcome);
                                });
    }

    /** Somebody else took over: the ticket is nobody's and would reserve minutes at Stream. */
    private Mono<Void> dropTicket(UploadTicket ticket) {
        return stream.delete(ticket.uid(), CLEAN_UP)
                .onErrorResume(
                        StreamFailure.class,
                        failure -> {
                            LOG.warn(
                                    "ticket uid={} is left at Stream: {}",
                                    ticket.uid(),
                                    failure.getMessage());
                            return Mono.empty();
                        });
    }

    private Mono<Outcome> refused(UploadRequest request, Outcome outcome, Refusal refusal) {
        return Mono.error(
                () ->
                        new ProblemException(
                                Answers.refusal(
                                        outcome,
                                        refusal,
                                        request.caller().source(),
                                        "",
                                        clock.instant())));
    }

    private static IllegalStateException unexpected(Outcome outcome) {
        return new IllegalStateException(
                "Expected an answer about an upload, but it is a "
                        + outcome.getBody().getClass().getSimpleName());
    }
}
