package video.divine.media.processor.domain.watch;

import java.util.Optional;

/**
 * What follows for the watch of a video.
 *
 * @param watch the row from now on; empty where the video needs none
 * @param task what is to be done at Stream now, if anything
 * @param alarm the video has just stood still for too long
 */
public record Plan(Optional<Watch> watch, Optional<StreamTask.Body> task, boolean alarm) {
    public static Plan nothing() {
        return new Plan(Optional.empty(), Optional.empty(), false);
    }

    static Plan keep(Watch watch) {
        return new Plan(Optional.of(watch), Optional.empty(), false);
    }
}
