package video.divine.media.standalone.endtoend;

import static java.util.stream.Collectors.joining;

import tools.jackson.databind.JsonNode;

import video.divine.media.schemas.MediaTopic;

import java.util.Arrays;
import java.util.List;

/** Records as a JavaScript consumer has them: by topic, then by uid. A tombstone is null. */
record DecodedRecords(JsonNode json) {

    /** Decodes all that the public topics have, and answers what they have of these videos. */
    static DecodedRecords of(Topics topics, String... uids) {
        var all =
                Arrays.stream(MediaTopic.values())
                        .filter(MediaTopic::isPublic)
                        .map(MediaTopic::topic)
                        .collect(joining(","));
        return new DecodedRecords(
                Node.run(
                        "consume.js",
                        topics.bootstrapServers(),
                        topics.registryUrl(),
                        all,
                        String.join(",", uids)));
    }

    /** In the order of the topic. */
    List<JsonNode> of(MediaTopic topic, String uid) {
        return json.path(topic.topic()).path(uid).values().stream().toList();
    }
}
