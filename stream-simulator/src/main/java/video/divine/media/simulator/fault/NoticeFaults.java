package video.divine.media.simulator.fault;

import java.time.Duration;

/**
 * What happens to webhook notices. All but the delay are probabilities, 0 to 1, and each is decided
 * for a video by its number among those made since the seed was set: whatever is repeated of its
 * notice meets the same fate.
 *
 * @param drop never sent, by no retry and no later start either
 * @param duplicate sent once more after it was delivered
 * @param reorder of each two videos, made one after the other, the first one's notice is held back
 *     until one that came later has gone, or 5 s have passed
 * @param delay before each notice, of real time
 * @param badSignature signed with another secret than the subscription's, in all attempts
 * @param early posted, once, also before {@code direct_upload} answers, with the state of that
 *     moment: nobody can have heard of the uid yet
 */
public record NoticeFaults(
        double drop,
        double duplicate,
        double reorder,
        Duration delay,
        double badSignature,
        double early) {

    public static NoticeFaults none() {
        return new NoticeFaults(0, 0, 0, Duration.ZERO, 0, 0);
    }
}
