package video.divine.media.gateway.task;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import video.divine.media.avro.AskStream;
import video.divine.media.avro.ConfirmDeletion;
import video.divine.media.avro.DeleteFromStream;
import video.divine.media.avro.ExpireUpload;
import video.divine.media.avro.RecordAbsence;
import video.divine.media.avro.StreamTask;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.saga.SagaStep;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.gateway.webhook.Notices;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Does tasks at Stream and records what came of them. First the effect, then the command: if the
 * gateway dies between the two the task comes again, finds its work done, and says so.
 */
final class TaskRunner {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    /** Of a batch; well below what a group allows its member between two polls. */
    private static final Duration BATCH = Duration.ofMinutes(1);

    private static final Duration CALL = Duration.ofSeconds(15);

    /** Stream's clock and ours may differ, and an upload may land while its link ends. */
    static final Duration GRACE = Duration.ofMinutes(1);

    /** Where Stream names no end: four times what a link can live (6 h). */
    static final Duration LONGEST_LINK = Duration.ofHours(24);

    /** Calls at once: a part of the connections, as users have theirs there too. */
    private static final int AT_ONCE = 4;

    private final StreamApi stream;
    private final Commands commands;
    private final Notices notices;
    private final SagaSteps steps;
    private final TaskMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Traces traces;
    private final AbsenceDoubt doubt;

    TaskRunner(
            StreamApi stream,
            Commands commands,
            Notices notices,
            SagaSteps steps,
            TaskMetrics metrics,
            InstantSource clock,
            LongSupplier nanos,
            Traces traces) {
        this.stream = stream;
        this.commands = commands;
        this.notices = notices;
        this.steps = steps;
        this.metrics = metrics;
        this.clock = clock;
        this.nanos = nanos;
        this.traces = traces;
        this.doubt = new AbsenceDoubt(nanos);
    }

    /**
     * Completes once every command is durable. What fails at Stream or meets a bug is left out, as
     * it comes again; what Kafka does not take is an {@link UnavailableException}.
     *
     * @param causes the trace of each
     */
    Mono<Void> run(List<StreamTask> tasks, Function<StreamTask, Headers> causes) {
        return Mono.defer(() -> new Run(nanos.getAsLong() + BATCH.toNanos(), causes).run(tasks));
    }

    /**
     * Nobody can upload any more, by Stream's own word. A video that Stream names no time of at all
     * is never ended.
     */
    private static boolean hasEnded(StreamVideo video, Instant now) {
        return video.uploadExpiry()
                .map(end -> end.plus(GRACE))
                .or(() -> video.created().map(made -> made.plus(LONGEST_LINK)))
                .filter(end -> !end.isAfter(now))
                .isPresent();
    }

    /** What Stream has of the video that is asked about. */
    private record Seen(StreamTask question, Optional<StreamVideo> video) {
        /**
         * Stream should have it. Nobody misses the record of a link that has ended: we may have
         * deleted it ourselves and died before we could say so.
         */
        boolean missed() {
            return video.isEmpty() && !endsUpload(question);
        }
    }

    /**
     * Of one task, perhaps because of what Stream says of its video: it must not hold up all those
     * behind it for as long as Stream says so.
     */
    private static boolean isBug(Throwable failure) {
        return failure instanceof Exception
                && !(failure instanceof StreamFailure)
                && !(failure instanceof UnavailableException);
    }

    private static boolean endsUpload(StreamTask question) {
        return question.getBody() instanceof AskStream ask && ask.getEndUpload();
    }

    /** One batch. */
    private final class Run {
        private final long end;
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicReference<@Nullable StreamFailure> first = new AtomicReference<>();

        private final Function<StreamTask, Headers> causes;

        Run(long end, Function<StreamTask, Headers> causes) {
            this.end = end;
            this.causes = causes;
        }

        Mono<Void> run(List<StreamTask> tasks) {
            metrics.batch(tasks.size());
            var deletions =
                    tasks.stream().filter(task -> task.getBody() instanceof DeleteFromStream);
            var questions = tasks.stream().filter(task -> task.getBody() instanceof AskStream);
            return Flux.fromStream(deletions)
                    .flatMap(task -> delete(task), AT_ONCE)
                    .thenMany(Flux.fromStream(questions).buffer(StreamApi.MOST_VIDEOS))
                    .concatMap(this::ask)
                    .then(Mono.fromRunnable(() -> report(tasks.size())));
        }

        private Duration within() {
            var left = Duration.ofNanos(end - nanos.getAsLong());
            return left.compareTo(CALL) < 0 ? left : CALL;
        }

        private Mono<Void> delete(StreamTask task) {
            return orLater(
                    task,
                    () ->
                            traced(
                                    task,
                                    step(SagaStep.DELETION_BEGUN)
                                            .then(
                                                    Mono.defer(
                                                            () ->
                                                                    stream.delete(
                                                                            task.getUid(),
                                                                            within())))
                                            .then(step(SagaStep.DELETED_AT_STREAM))
                                            .then(
                                                    tell(
                                                            task,
                                                            new ConfirmDeletion(),
                                                            TaskMetrics.DELETED))
                                            .then(step(SagaStep.DELETION_CONFIRMED))));
        }

        /** A list is asked for of many at once, and belongs to no trace; what is recorded does. */
        private Mono<Void> traced(StreamTask task, Mono<Void> work) {
            return traces.following("stream task", causes.apply(task), work);
        }

        private Mono<Void> step(SagaStep step) {
            return Mono.fromRunnable(() -> steps.passed(step));
        }

        private Mono<Void> ask(List<StreamTask> questions) {
            return look(questions).collectList().flatMap(this::record);
        }

        /** One call tells of all; those that it does not tell of are asked for one by one. */
        private Flux<Seen> look(List<StreamTask> questions) {
            var uids = questions.stream().map(StreamTask::getUid).toList();
            return Mono.defer(() -> stream.videos(uids, within()))
                    .flatMapMany(found -> look(questions, found))
                    .onErrorResume(StreamFailure.class, failure -> lookCloser(questions, failure))
                    .onErrorResume(TaskRunner::isBug, bug -> listMet(bug, questions));
        }

        /** Not halved: a bug that every list meets would cost hundreds of calls. */
        private Flux<Seen> listMet(Throwable bug, List<StreamTask> questions) {
            LOG.error(
                    "a list of {} videos met a bug, their tasks come again", questions.size(), bug);
            questions.forEach(question -> metrics.done(question, TaskMetrics.BUG));
            return Flux.empty();
        }

        /** One odd video can spoil a list: it is found by halves, and costs the others nothing. */
        private Flux<Seen> lookCloser(List<StreamTask> questions, StreamFailure failure) {
            boolean unreadable =
                    failure instanceof StreamFault fault && fault.reason().unreadable();
            if (!unreadable) {
                questions.forEach(question -> failed(question, failure));
                return Flux.empty();
            }
            int half = questions.size() / 2;
            return half == 0
                    ? look(questions, Map.of())
                    : Flux.concat(
                            look(questions.subList(0, half)),
                            look(questions.subList(half, questions.size())));
        }

        private Flux<Seen> look(List<StreamTask> questions, Map<String, StreamVideo> found) {
            return Flux.fromIterable(questions)
                    .flatMap(question -> look(question, found.get(question.getUid())), AT_ONCE);
        }

        /** A list may trail behind, so only the video's own address says that it is not there. */
        private Mono<Seen> look(StreamTask question, @Nullable StreamVideo listed) {
            if (listed != null) {
                return Mono.just(new Seen(question, Optional.of(listed)));
            }
            return orLater(
                    question,
                    () ->
                            stream.get(question.getUid(), within())
                                    .map(video -> new Seen(question, video)));
        }

        private Mono<Void> record(List<Seen> seen) {
            int missed = (int) seen.stream().filter(Seen::missed).count();
            int found = (int) seen.stream().filter(one -> one.video().isPresent()).count();
            boolean doubtful = doubt.isDoubtful(missed, found);
            if (doubtful && missed > 0) {
                metrics.absencesDoubted();
            }
            return Flux.fromIterable(seen)
                    .flatMap(
                            one ->
                                    orLater(
                                            one.question(),
                                            () -> traced(one.question(), record(one, doubtful))),
                            AT_ONCE)
                    .then();
        }

        private Mono<Void> record(Seen seen, boolean doubtful) {
            var question = seen.question();
            return seen.video()
                    .map(video -> record(question, video))
                    .orElseGet(() -> doubtful ? doubt(question) : absence(question));
        }

        private Mono<Void> doubt(StreamTask question) {
            return Mono.fromRunnable(() -> metrics.done(question, TaskMetrics.DOUBTED));
        }

        private Mono<Void> record(StreamTask question, StreamVideo video) {
            return endsUpload(question) && video.awaitsUpload()
                    ? endUpload(question)
                    : notice(question, video);
        }

        /**
         * What a list said may be a minute old, and an upload that landed since would be lost: so
         * Stream is asked again, and what it says decides over one try of a deletion.
         */
        private Mono<Void> endUpload(StreamTask question) {
            return Mono.defer(() -> stream.get(question.getUid(), within()))
                    .flatMap(
                            now ->
                                    now.isPresent()
                                            ? endUpload(question, now.get())
                                            : absence(question));
        }

        private Mono<Void> endUpload(StreamTask question, StreamVideo video) {
            if (!video.awaitsUpload() || !hasEnded(video, clock.instant())) {
                return notice(question, video);
            }
            return Mono.defer(() -> stream.deleteOnce(question.getUid(), within()))
                    .then(tell(question, new ExpireUpload(), TaskMetrics.EXPIRED));
        }

        private Mono<Void> notice(StreamTask question, StreamVideo video) {
            return tell(question, notices.command(video), TaskMetrics.NOTICED);
        }

        private Mono<Void> absence(StreamTask question) {
            return tell(question, new RecordAbsence(), TaskMetrics.ABSENT);
        }

        private Mono<Void> tell(StreamTask task, Object body, String outcome) {
            return tell(task, new VideoCommand(task.getUid(), null, body), outcome);
        }

        private Mono<Void> tell(StreamTask task, VideoCommand command, String outcome) {
            return Mono.defer(() -> commands.tell(command))
                    .doOnSuccess(_ -> metrics.done(task, outcome));
        }

        private <T> Mono<T> orLater(StreamTask task, Supplier<Mono<T>> work) {
            return Mono.defer(work)
                    .onErrorResume(
                            StreamFailure.class,
                            failure -> {
                                failed(task, failure);
                                return Mono.empty();
                            })
                    .onErrorResume(
                            TaskRunner::isBug,
                            bug -> {
                                LOG.error(
                                        "a task of video {} met a bug, it comes again",
                                        task.getUid(),
                                        bug);
                                metrics.done(task, TaskMetrics.BUG);
                                return Mono.empty();
                            });
        }

        private void failed(StreamTask task, StreamFailure failure) {
            metrics.done(task, TaskMetrics.FAILED);
            failed.incrementAndGet();
            first.compareAndSet(null, failure);
        }

        private void report(int tasks) {
            var why = first.get();
            if (why != null) {
                LOG.warn(
                        "{} of {} tasks are left for later: {}",
                        failed.get(),
                        tasks,
                        why.getMessage());
            }
        }
    }
}
