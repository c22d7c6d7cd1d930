package video.divine.media.processor.query;

import video.divine.media.schemas.read.ServedBy;

/**
 * An answer, and whose it is. Only where it is the active's does an empty one mean that there is
 * nothing; a standby that has no row may be about to get it.
 */
public record Served<T>(T answer, ServedBy by) {
    public boolean isActive() {
        return switch (by) {
            case ServedBy.Active _ -> true;
            case ServedBy.Standby _ -> false;
        };
    }
}
