package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.VideoRegistered;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** An update of everything, one process after the other, while clients work. */
@ExtendWith(SharedService.class)
class RollingRestartIT {
    private static final int REQUESTS_PER_SECOND = 50;
    private static final List<String> ALL =
            List.of(
                    "broker-1",
                    "broker-2",
                    "broker-3",
                    "registry",
                    "processor-1",
                    "processor-2",
                    "gateway-1",
                    "gateway-2");

    private final Cluster cluster;

    RollingRestartIT(RunningService service) {
        cluster = (Cluster) service;
    }

    @Test
    void noWriteIsLostOrDoubledAndNoVideoIsEverMissing() {
        var tally = new Tally();
        var load = new Load(cluster.client(), REQUESTS_PER_SECOND, tally);
        try (var running = load.begin(10)) {
            for (var node : ALL) {
                var begin = System.nanoTime();
                cluster.restart(node);
                System.out.printf(
                        "    %s restarted in %.1f s%n", node, (System.nanoTime() - begin) / 1e9);
            }
            assertThat(running.granted()).isNotEmpty();
        }
        for (var video : load.granted()) {
            load.check(video);
            load.checkAlias(video);
        }

        System.out.printf(
                "A rolling restart of %d processes under %d requests a second:%n%s%n    %-48s %7d%n",
                ALL.size(),
                REQUESTS_PER_SECOND,
                tally.table(),
                "uploads acknowledged",
                load.granted().size());
        assertThat(tally.violations()).isEmpty();
        assertRegisteredOnce(load.granted());
    }

    /** What the log of events has of the uploads: each once, under the uid that was answered. */
    private void assertRegisteredOnce(List<Load.Granted> granted) {
        var uidsByAlias = new HashMap<String, List<String>>();
        for (var event : cluster.topics().read(MediaTopic.VIDEO_EVENTS, VideoEvent.class)) {
            if (event.value().getBody() instanceof VideoRegistered registered) {
                for (var alias : registered.getAliases()) {
                    uidsByAlias
                            .computeIfAbsent(alias.getKey(), _ -> new ArrayList<>())
                            .add(event.key());
                }
            }
        }
        for (var video : granted) {
            assertThat(uidsByAlias).containsEntry("vine:" + video.vineId(), List.of(video.uid()));
        }
    }
}
