package video.divine.media.gateway.remote;

import org.apache.avro.specific.SpecificRecord;

import video.divine.media.schemas.read.ServedBy;

/** What came of asking one processor. */
sealed interface Reply {
    /** An answer. */
    record Found(SpecificRecord body, ServedBy by) implements Reply {}

    /** The running active says that there is no such row. Nothing else means that. */
    record Absent() implements Reply {}

    /** A copy that may be behind has no such row. */
    record Unknown() implements Reply {}

    /**
     * The processor is there, but does not answer this.
     *
     * @param reason for the log
     */
    record Refused(String reason) implements Reply {}

    /**
     * Nothing came that could be understood.
     *
     * @param reason for the log
     * @param gone whether to doubt the processor itself
     */
    record Failed(String reason, boolean gone) implements Reply {}

    /** It ends the search. */
    default boolean isConclusive() {
        return switch (this) {
            case Found _, Absent _ -> true;
            case Unknown _, Refused _, Failed _ -> false;
        };
    }

    /** The processor that gave it lives. */
    default boolean isSignOfLife() {
        return switch (this) {
            case Found _, Absent _, Unknown _, Refused _ -> true;
            case Failed _ -> false;
        };
    }
}
