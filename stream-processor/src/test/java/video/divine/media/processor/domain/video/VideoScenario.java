package video.divine.media.processor.domain.video;

import static org.assertj.core.api.Assertions.assertThat;

import video.divine.media.processor.Sample;
import video.divine.media.processor.domain.Decision;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Given the commands so far, when another one comes, then …
 *
 * <p>Time begins at {@link Sample#NOON} and stands still but for {@link #after}.
 */
final class VideoScenario {
    private final VideoDecider decider = new VideoDecider();
    private VideoState state = decider.initial();
    private Instant now = Sample.NOON;

    private VideoScenario() {}

    static VideoScenario given(VideoCommand... history) {
        return new VideoScenario().and(history);
    }

    VideoScenario and(VideoCommand... more) {
        for (var command : more) {
            decide(command);
        }
        return this;
    }

    VideoScenario after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    Then when(VideoCommand command) {
        var before = state;
        return new Then(before, decide(command));
    }

    private Decision<VideoEvent, VideoAnswer> decide(VideoCommand command) {
        var decision = decider.decide(command, state, now);
        assertThat(decider.decide(command, state, now)).isEqualTo(decision);
        for (var event : decision.events()) {
            state = decider.evolve(state, event, now);
        }
        return decision;
    }

    /** What came of it. */
    final class Then {
        private final VideoState before;
        private final Decision<VideoEvent, VideoAnswer> decision;

        private Then(VideoState before, Decision<VideoEvent, VideoAnswer> decision) {
            this.before = before;
            this.decision = decision;
        }

        Then happens(VideoEvent... events) {
            assertThat(decision.events()).containsExactly(events);
            return this;
        }

        Then nothingHappens() {
            assertThat(decision.events()).isEmpty();
            assertThat(state).isEqualTo(before);
            return this;
        }

        Then answers(VideoAnswer answer) {
            assertThat(decision.answer()).isEqualTo(answer);
            return this;
        }

        Then is(Phase phase) {
            assertThat(video().phase()).isEqualTo(phase);
            return this;
        }

        Then has(Predicate<Registered> what) {
            assertThat(video()).matches(what);
            return this;
        }

        Registered video() {
            assertThat(state).isInstanceOf(Registered.class);
            return (Registered) Objects.requireNonNull(state);
        }

        Decision<VideoEvent, VideoAnswer> decision() {
            return decision;
        }

        VideoState state() {
            return state;
        }
    }
}
