package video.divine.media.processor.domain.watch;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoDecider;
import video.divine.media.processor.domain.video.VideoEvent;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One video as the processor keeps it, without Kafka: weighed, decided, folded, and watched by the
 * same pure classes.
 */
final class WatchedVideo {
    final List<VideoEvent> events = new ArrayList<>();
    final List<StreamTask.Body> tasks = new ArrayList<>();
    int alarms;
    private final VideoDecider decider = new VideoDecider();
    private final Watches watches;
    private VideoState state = decider.initial();
    private @Nullable Watch watch;

    WatchedVideo(Patience patience) {
        watches = new Watches(patience);
    }

    void tell(VideoCommand command, Instant now) {
        var before = state;
        var told = watches.weigh(command, before, watch, now);
        for (var event : decider.decide(told, before, now).events()) {
            state = decider.evolve(state, event, now);
            events.add(event);
        }
        apply(watches.after(command, before, state, watch, now));
    }

    /** What the punctuator does. */
    void look(Instant now) {
        if (watch != null && !watch.nextAt().isAfter(now) && state instanceof Registered video) {
            apply(watches.due(video, watch, now));
        }
    }

    private void apply(Plan plan) {
        watch = plan.watch().orElse(null);
        plan.task().ifPresent(tasks::add);
        alarms += plan.alarm() ? 1 : 0;
    }

    Optional<Registered> video() {
        return state instanceof Registered video ? Optional.of(video) : Optional.empty();
    }

    Optional<Watch> watch() {
        return Optional.ofNullable(watch);
    }

    /** The tasks since the last time. */
    List<StreamTask.Body> takeTasks() {
        var taken = List.copyOf(tasks);
        tasks.clear();
        return taken;
    }
}
