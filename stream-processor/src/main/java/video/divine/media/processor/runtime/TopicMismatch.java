package video.divine.media.processor.runtime;

/**
 * What an existing topic has instead of what it was to have.
 *
 * @param sentence for the operator
 * @param stops whether the service would decide wrongly, or lose what it was told, with such a
 *     topic; the others cost safety, space or history, and are for the operator to weigh
 */
record TopicMismatch(String sentence, boolean stops) {}
