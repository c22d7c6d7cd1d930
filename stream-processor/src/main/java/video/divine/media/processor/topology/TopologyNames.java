package video.divine.media.processor.topology;

/**
 * Every name of the topology that lives outside the process, in changelog topics, state directories
 * and metrics: renaming one is a migration.
 */
public final class TopologyNames {
    static final String CLAIM_COMMANDS = "claim-commands";
    static final String CLAIMS = "claims";
    static final String CLAIMS_TO_CLAIMS = "claims-to-claim-commands";
    static final String CLAIMS_TO_VIDEOS = "claims-to-video-commands";
    static final String CLAIMS_TO_OUTCOMES = "claims-to-outcomes";

    static final String VIDEO_COMMANDS = "video-commands";
    static final String VIDEOS = "videos-decider";
    static final String VIDEOS_TO_EVENTS = "videos-to-video-events";
    static final String VIDEOS_TO_VIDEOS = "videos-to-videos";
    static final String VIDEOS_TO_READY = "videos-to-video-ready";
    static final String VIDEOS_TO_FAILED = "videos-to-video-failed";
    static final String VIDEOS_TO_CLAIMS = "videos-to-claim-commands";
    static final String VIDEOS_TO_OUTCOMES = "videos-to-outcomes";
    static final String VIDEOS_TO_TASKS = "videos-to-stream-tasks";

    static final String VIDEO_EVENTS = "video-events";
    static final String BY_PUBKEY = "by-pubkey";
    static final String PUBLISHER_EVENTS = "publisher-events";
    static final String PUBLISHERS = "publishers";

    static final String GOVERNOR_COMMANDS = "governor-commands";
    static final String GOVERNOR = "governor-decider";
    static final String GOVERNOR_TO_OUTCOMES = "governor-to-outcomes";

    /** Alias key → who holds it. */
    public static final String ALIAS_STORE = "claims-aliases";

    /** Command id → what was decided. */
    public static final String DECISION_STORE = "claims-decisions";

    /** Pubkey → what it used of one hour. */
    public static final String QUOTA_STORE = "claims-quotas";

    /** Uid → whose it is. */
    public static final String OWNER_STORE = "claims-owners";

    /** Time ‖ command id: what must be looked at again, and when. */
    public static final String DEADLINE_STORE = "claims-deadlines";

    /** One row: the highest log time seen. */
    public static final String CLOCK_STORE = "claims-clock";

    /** One row: the account's storage. */
    public static final String LEDGER_STORE = "claims-ledger";

    /** Uid → the video. */
    public static final String VIDEO_STORE = "videos";

    /** Uid ‖ sequence → what happened. */
    public static final String HISTORY_STORE = "video-history";

    /** Uid → what Stream said before anybody registered the video. */
    public static final String PARKED_STORE = "parked-notices";

    /** Uid → when Stream is asked about the video again. */
    public static final String WATCH_STORE = "video-watches";

    /** Time ‖ uid: which watch is due, and when. */
    public static final String DUE_STORE = "video-due";

    /** Pubkey ‖ reversed creation time ‖ uid → the video. */
    public static final String PUBLISHER_VIDEO_STORE = "publisher-videos";

    /** Pubkey → counters. */
    public static final String PUBLISHER_COUNTER_STORE = "publisher-counters";

    /** One row: the account's calls that still count. */
    public static final String GOVERNOR_STORE = "governor";

    private TopologyNames() {}
}
