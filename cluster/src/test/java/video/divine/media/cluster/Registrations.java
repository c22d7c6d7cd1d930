package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.VideoRegistered;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.standalone.endtoend.Topics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the log of events has of uploads. */
final class Registrations {
    private static final String VINE = "vine:";

    private Registrations() {}

    /**
     * Those whose Vine id begins so are those that were acknowledged: each once, under the uid that
     * was answered, and no other.
     */
    static void assertAre(Topics topics, String prefix, Collection<Load.Granted> acknowledged) {
        Map<String, List<String>> uids =
                topics.read(MediaTopic.VIDEO_EVENTS, VideoEvent.class).stream()
                        .filter(it -> it.value().getBody() instanceof VideoRegistered)
                        .flatMap(
                                it ->
                                        ((VideoRegistered) it.value().getBody())
                                                .getAliases().stream()
                                                        .filter(
                                                                alias ->
                                                                        alias.getKey()
                                                                                .startsWith(
                                                                                        VINE
                                                                                                + prefix))
                                                        .map(
                                                                alias ->
                                                                        Map.entry(
                                                                                alias.getKey(),
                                                                                it.key())))
                        .collect(
                                Collectors.groupingBy(
                                        Map.Entry::getKey,
                                        Collectors.mapping(
                                                Map.Entry::getValue, Collectors.toList())));
        assertThat(uids)
                .containsExactlyInAnyOrderEntriesOf(
                        acknowledged.stream()
                                .collect(
                                        Collectors.toMap(
                                                it -> VINE + it.vineId(),
                                                it -> List.of(it.uid()))));
    }
}
