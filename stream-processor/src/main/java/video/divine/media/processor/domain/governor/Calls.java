package video.divine.media.processor.domain.governor;

/**
 * Calls of both kinds that count against a limit, and what the limit leaves beside them.
 *
 * <p>Background work may take half of the limit while a quarter of it stays for those who wait, and
 * a tenth is its own whatever they do: neither can starve the other.
 */
public record Calls(int user, int background) {
    static final Calls NONE = new Calls(0, 0);

    static Calls of(int calls, CallPriority priority) {
        return switch (priority) {
            case USER -> new Calls(calls, 0);
            case BACKGROUND -> new Calls(0, calls);
        };
    }

    int of(CallPriority priority) {
        return switch (priority) {
            case USER -> user;
            case BACKGROUND -> background;
        };
    }

    Calls plus(Calls more) {
        return new Calls(user + more.user, background + more.background);
    }

    /** Never below zero. */
    Calls minus(Calls fewer) {
        return new Calls(
                Math.max(0, user - fewer.user), Math.max(0, background - fewer.background));
    }

    /**
     * How many more calls of that priority the limit allows. Shares of it are rounded so that under
     * the smallest limit, of one call, both kinds can have it.
     */
    int left(CallPriority priority, int limit) {
        var total = user + background;
        var ownLeft = limit / 10 - background;
        return Math.max(
                0,
                switch (priority) {
                    case USER -> limit - total - Math.max(0, ownLeft);
                    case BACKGROUND ->
                            Math.max(
                                    Math.min(
                                            half(limit) - background, threeQuarters(limit) - total),
                                    Math.min(ownLeft, limit - total));
                });
    }

    private static int half(int limit) {
        return Math.ceilDiv(limit, 2);
    }

    private static int threeQuarters(int limit) {
        return limit - limit / 4;
    }
}
