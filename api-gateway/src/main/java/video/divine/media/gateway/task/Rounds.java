package video.divine.media.gateway.task;

/** Keeping house, as far as whoever asks for it needs to know. */
@FunctionalInterface
interface Rounds {
    /**
     * Does what is due.
     *
     * @param isOurs this gateway is the one that keeps house
     */
    void runIfDue(boolean isOurs);
}
