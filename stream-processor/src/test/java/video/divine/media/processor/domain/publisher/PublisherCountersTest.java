package video.divine.media.processor.domain.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.lasting;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.register;

import org.junit.jupiter.api.Test;

import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoDecider;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;

class PublisherCountersTest {
    private static final VideoCommand DELETE = new DeleteVideo(id(5), ALICE);
    private final VideoDecider decider = new VideoDecider();

    /** The counters after one video of the publisher was told all that. */
    private PublisherCounters after(VideoCommand... commands) {
        var counters = PublisherCounters.NONE;
        VideoState state = decider.initial();
        for (var command : commands) {
            for (var event : decider.decide(command, state, NOON).events()) {
                var before = state;
                state = decider.evolve(state, event, NOON);
                if (state instanceof Registered video) {
                    counters = counters.count(before, video);
                }
            }
        }
        return counters;
    }

    @Test
    void aRegistrationIsAnUpload() {
        assertThat(after(register(1))).isEqualTo(new PublisherCounters(1, 0, 0, 0, 0));
        assertThat(after(register(1), new RecordNotice(processing(1))))
                .isEqualTo(new PublisherCounters(1, 0, 0, 0, 0));
    }

    @Test
    void aPlayableVideoTakesRoom() {
        assertThat(after(register(1), new RecordNotice(ready(39))))
                .isEqualTo(new PublisherCounters(1, 1, 0, 0, 12.5));
    }

    @Test
    void aBetterMeasureReplacesTheFirst() {
        assertThat(
                        after(
                                register(1),
                                new RecordNotice(ready(39)),
                                new RecordNotice(lasting(ready(100), 13))))
                .isEqualTo(new PublisherCounters(1, 1, 0, 0, 13));
    }

    @Test
    void failuresAreCountedAndTakeNoRoom() {
        assertThat(after(register(1), new RecordNotice(error()), new RecordNotice(ready(39))))
                .isEqualTo(new PublisherCounters(1, 0, 1, 0, 0));
        assertThat(after(register(1), new ExpireUpload()))
                .isEqualTo(new PublisherCounters(1, 0, 0, 0, 0));
    }

    @Test
    void roomIsFreeOnceStreamsCopyIsGone() {
        assertThat(after(register(1), new RecordNotice(ready(39)), DELETE))
                .isEqualTo(new PublisherCounters(1, 1, 0, 0, 12.5));
        assertThat(after(register(1), new RecordNotice(ready(39)), DELETE, new ConfirmDeletion()))
                .isEqualTo(new PublisherCounters(1, 1, 0, 1, 0));
    }

    @Test
    void deletingAnUploadThatNeverPlayedFreesNothing() {
        assertThat(after(register(1), new RecordNotice(error()), DELETE, new ConfirmDeletion()))
                .isEqualTo(new PublisherCounters(1, 0, 1, 1, 0));
    }
}
