package video.divine.media.gateway.task;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.avro.AskStream;
import video.divine.media.avro.DeleteFromStream;
import video.divine.media.avro.StreamTask;

import java.util.List;
import java.util.Map;

/** The names of what is measured about tasks. Renaming one is a migration of dashboards. */
final class TaskMetrics {
    /** Counter; tags kind (ask, end, delete, unknown) and outcome. */
    static final String TASKS = "media.tasks";

    /** Summary: videos in a batch. */
    static final String BATCH = "media.tasks.batch";

    /** Counter: tickets that belonged to nobody and were deleted. */
    static final String SWEPT = "media.tickets.swept";

    /**
     * Counter: lists whose absences were not recorded, as too many of the last videos were absent.
     */
    static final String DOUBTED_BATCHES = "media.tasks.absences.doubted";

    static final String NOTICED = "noticed";
    static final String ABSENT = "absent";

    /** Absent like most of the last ones, so that it was not recorded; the task comes again. */
    static final String DOUBTED = "doubted";

    static final String EXPIRED = "expired";
    static final String DELETED = "deleted";

    /** Stream was not asked or did not answer; the task comes again. */
    static final String FAILED = "failed";

    /** An exception that nobody expected; the task comes again. */
    static final String BUG = "bug";

    static final String UNREADABLE = "unreadable";

    private static final String END = "end";
    private static final String ASK = "ask";
    private static final String DELETE = "delete";
    private static final String UNKNOWN = "unknown";

    /** What can come of each kind. */
    private static final Map<String, List<String>> OUTCOMES =
            Map.of(
                    ASK, List.of(NOTICED, ABSENT, DOUBTED, FAILED, BUG),
                    END, List.of(EXPIRED, NOTICED, ABSENT, DOUBTED, FAILED, BUG),
                    DELETE, List.of(DELETED, FAILED, BUG),
                    UNKNOWN, List.of(UNREADABLE));

    private final MeterRegistry registry;
    private final DistributionSummary batch;
    private final Counter swept;
    private final Counter doubtedBatches;

    TaskMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.batch =
                DistributionSummary.builder(BATCH)
                        .description("Videos whose tasks were done together")
                        .register(registry);
        this.swept =
                Counter.builder(SWEPT)
                        .description("Tickets of nobody that were deleted at Stream")
                        .register(registry);
        this.doubtedBatches =
                Counter.builder(DOUBTED_BATCHES)
                        .description("Lists whose absences were not believed")
                        .register(registry);
        // The first bug would go unseen: an increase has to begin somewhere.
        OUTCOMES.forEach((kind, outcomes) -> outcomes.forEach(it -> tasks(kind, it)));
    }

    void done(StreamTask task, String outcome) {
        tasks(kind(task), outcome).increment();
    }

    void unreadable() {
        tasks(UNKNOWN, UNREADABLE).increment();
    }

    void batch(int videos) {
        batch.record(videos);
    }

    void absencesDoubted() {
        doubtedBatches.increment();
    }

    void swept() {
        swept.increment();
    }

    private Counter tasks(String kind, String outcome) {
        return Counter.builder(TASKS)
                .description("Questions and deletions at Stream, by what came of them")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static String kind(StreamTask task) {
        return switch (task.getBody()) {
            case AskStream ask -> ask.getEndUpload() ? END : ASK;
            case DeleteFromStream _ -> DELETE;
            default -> UNKNOWN;
        };
    }
}
