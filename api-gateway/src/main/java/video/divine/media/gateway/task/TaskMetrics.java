package video.divine.media.gateway.task;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.avro.AskStream;
import video.divine.media.avro.DeleteFromStream;
import video.divine.media.avro.StreamTask;

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

    private final MeterRegistry registry;
    private final DistributionSummary batch;
    private final Counter swept;
    private final Counter doubtedBatches;

    TaskMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.batch = registry.summary(BATCH);
        this.swept = registry.counter(SWEPT);
        this.doubtedBatches = registry.counter(DOUBTED_BATCHES);
    }

    void done(StreamTask task, String outcome) {
        count(kind(task), outcome);
    }

    void unreadable() {
        count("unknown", UNREADABLE);
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

    private void count(String kind, String outcome) {
        registry.counter(TASKS, "kind", kind, "outcome", outcome).increment();
    }

    private static String kind(StreamTask task) {
        return switch (task.getBody()) {
            case AskStream ask -> ask.getEndUpload() ? "end" : "ask";
            case DeleteFromStream _ -> "delete";
            default -> "unknown";
        };
    }
}
