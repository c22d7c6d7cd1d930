package video.divine.media.gateway.saga;

/**
 * The steps of the sagas that span Stream and the log. No transaction holds both, so a process can
 * end after each of them, and whoever comes next has to find the rest of the way.
 */
public enum SagaStep {
    /** The log holds a reservation; Stream was not asked for a ticket. */
    UPLOAD_GRANTED,
    /** Stream made a ticket; the log does not know which. */
    TICKET_MADE,
    /** The log has the video; nobody was told. */
    UPLOAD_CONFIRMED,
    /** The log has the owner's wish to delete; nobody was told. */
    DELETION_ACCEPTED,
    /** What is to be deleted at Stream is known here; Stream was not asked. */
    DELETION_BEGUN,
    /** Stream's copy is gone; the log does not know. */
    DELETED_AT_STREAM,
    /** The log knows that Stream's copy is gone; the task that asked for it is not ticked off. */
    DELETION_CONFIRMED
}
