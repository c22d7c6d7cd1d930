package video.divine.media.schemas;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.StreamTask;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoCommand;
import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.VideoFailure;
import video.divine.media.avro.VideoReady;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every topic that the service itself creates. Keys are plain UTF-8 (uid, pubkey or command id) and
 * partitioned by the default murmur2 partitioner; values are Avro in Confluent's wire format.
 *
 * <p>Whoever reads these topics must read committed ({@code isolation.level=read_committed}): an
 * aborted transaction of the topology leaves records behind that never happened.
 */
public enum MediaTopic {
    /**
     * Decides about aliases, quotas and ownership. One partition, so one record is one decision.
     */
    CLAIM_COMMANDS("media.claim-commands", ClaimCommand.getClassSchema(), Keep.FOR_EVER, true),
    /** Commands of the state machine of each video, by uid. */
    VIDEO_COMMANDS("media.video-commands", VideoCommand.getClassSchema(), Keep.A_WHILE, true),
    /** Committed answers, to the partition that a gateway reads. Callers wait seconds. */
    OUTCOMES("media.outcomes", Outcome.getClassSchema(), Keep.TEN_MINUTES, false),
    /** Everything that happened to videos, by uid. */
    VIDEO_EVENTS("media.video-events", VideoEvent.getClassSchema(), Keep.FOR_EVER, false),
    /** The present state of every video, by uid; a deleted video is a tombstone. */
    VIDEOS("media.videos", Video.getClassSchema(), Keep.LATEST, false),
    /** Exactly one record for each video that becomes playable, by uid. */
    VIDEO_READY("media.video-ready", VideoReady.getClassSchema(), Keep.FOR_EVER, false),
    /** Exactly one record for each video that cannot be played, by uid. */
    VIDEO_FAILED("media.video-failed", VideoFailure.getClassSchema(), Keep.FOR_EVER, false),
    /** What is to be done at Stream, by uid; written again until it was done. */
    STREAM_TASKS("media.stream-tasks", StreamTask.getClassSchema(), Keep.A_WHILE, false),
    /** The account's calls to Stream. One partition, so one record is one decision. */
    GOVERNOR_COMMANDS(
            "media.governor-commands", GovernorCommand.getClassSchema(), Keep.A_WHILE, true),
    /** What could not be decoded, byte for byte, with KIP-1034's headers. */
    DEAD_LETTERS("media.dead-letters", null, Keep.FOR_EVER, false);

    /**
     * The largest dead letter, with its headers, in bytes: twice what a broker takes by default, so
     * that a record that fitted still fits with headers that say what was wrong with it.
     */
    public static final int DEAD_LETTER_BYTES = 2 << 20;

    /** How long commands to videos and to the governor, and tasks, are kept by default. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

    private static final Duration LONGEST_SEGMENT = Duration.ofDays(7);

    /** How long a topic keeps its records. */
    private enum Keep {
        FOR_EVER,
        LATEST,
        A_WHILE,
        TEN_MINUTES
    }

    private final String topic;

    @SuppressWarnings("ImmutableEnumChecker") // a generated class's schema is never changed
    private final @Nullable Schema valueSchema;

    private final Keep keep;
    private final boolean logAppendTime;

    MediaTopic(String topic, @Nullable Schema valueSchema, Keep keep, boolean logAppendTime) {
        this.topic = topic;
        this.valueSchema = valueSchema;
        this.keep = keep;
        this.logAppendTime = logAppendTime;
    }

    /** The topic's name on the broker. */
    public String topic() {
        return topic;
    }

    /**
     * Whether downstream consumers may read it. The other topics are the service's own: what they
     * hold, and that they are there, changes with it.
     */
    public boolean isPublic() {
        return switch (this) {
            case VIDEO_EVENTS, VIDEOS, VIDEO_READY, VIDEO_FAILED -> true;
            case CLAIM_COMMANDS,
                    VIDEO_COMMANDS,
                    OUTCOMES,
                    STREAM_TASKS,
                    GOVERNOR_COMMANDS,
                    DEAD_LETTERS ->
                    false;
        };
    }

    /** The schema of its values; empty where they are raw bytes. */
    public Optional<Schema> valueSchema() {
        return Optional.ofNullable(valueSchema);
    }

    /**
     * How many partitions the topic has in a deployment with {@code partitions} for video state.
     * The claims log always has one (docs/adr/0003).
     */
    public int partitions(int partitions) {
        return switch (this) {
            case CLAIM_COMMANDS, GOVERNOR_COMMANDS, DEAD_LETTERS -> 1;
            case VIDEO_COMMANDS,
                    OUTCOMES,
                    VIDEO_EVENTS,
                    VIDEOS,
                    VIDEO_READY,
                    VIDEO_FAILED,
                    STREAM_TASKS ->
                    partitions;
        };
    }

    /** As {@link #settings(Duration)}, with the default. */
    public Map<String, String> settings() {
        return settings(DEFAULT_RETENTION);
    }

    /**
     * The topic's own settings, replication aside.
     *
     * @param worked how long commands to videos and to the governor, and tasks, are kept: they have
     *     to be read by then, and are not needed afterwards. The other topics are the service's
     *     memory, and nobody's to choose
     */
    public Map<String, String> settings(Duration worked) {
        var cleanup =
                switch (keep) {
                    case LATEST -> TopicConfig.CLEANUP_POLICY_COMPACT;
                    case FOR_EVER, A_WHILE, TEN_MINUTES -> TopicConfig.CLEANUP_POLICY_DELETE;
                };
        var retention =
                switch (keep) {
                    case FOR_EVER, LATEST -> "-1";
                    case A_WHILE -> String.valueOf(worked.toMillis());
                    case TEN_MINUTES -> String.valueOf(Duration.ofMinutes(10).toMillis());
                };
        var settings = new HashMap<String, String>();
        settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, retention);
        settings.put(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                logAppendTime ? "LogAppendTime" : "CreateTime");
        // Only what is in a closed segment is deleted: an outcome's is rolled in minutes, or ten
        // minutes
        // of retention mean a day.
        var segment =
                switch (keep) {
                    case FOR_EVER, LATEST -> LONGEST_SEGMENT;
                    case A_WHILE ->
                            worked.compareTo(LONGEST_SEGMENT) < 0 ? worked : LONGEST_SEGMENT;
                    case TEN_MINUTES -> Duration.ofMinutes(5);
                };
        settings.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(segment.toMillis()));
        if (this == DEAD_LETTERS) {
            settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(DEAD_LETTER_BYTES));
        }
        return Map.copyOf(settings);
    }
}
