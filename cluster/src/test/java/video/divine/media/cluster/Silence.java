package video.divine.media.cluster;

import java.time.Duration;

/**
 * The longest time from one good answer to the next, of one question that is asked again and again:
 * also the one that is not over.
 */
final class Silence {
    private final String what;
    private long since = System.nanoTime();
    private long longest;
    private int answers;

    /** Begins now. */
    Silence(String what) {
        this.what = what;
    }

    String what() {
        return what;
    }

    synchronized void answered() {
        longest = longest();
        since = System.nanoTime();
        answers++;
    }

    /** The longest since the last call of it, and how many answers there were. */
    synchronized Result take() {
        var result = new Result(Duration.ofNanos(longest()), answers);
        longest = 0;
        answers = 0;
        return result;
    }

    private long longest() {
        return Math.max(longest, System.nanoTime() - since);
    }

    /** What was heard in a while, and what was not. */
    record Result(Duration longest, int answers) {
        double seconds() {
            return longest.toMillis() / 1e3;
        }
    }
}
