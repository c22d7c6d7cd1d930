package video.divine.media.processor.topology;

import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The topology on a page, for those who see it for the first time. Names and lines come from what
 * Kafka Streams says of the topology, words from here.
 */
final class TopologyDocument {
    private static final int PARTITIONS = 8;
    private static final String APPLICATION = "<application.id>-";

    private final TopologyDescription description;

    TopologyDocument(TopologyDescription description) {
        this.description = description;
    }

    String text() {
        return """
        # The topology

        Everything this service knows is decided here. Commands come in as Kafka records, are decided
        by pure functions, change rows in RocksDB stores and leave as events, answers and public
        topics: all in one transaction (`exactly_once_v2`). If you are new, read the picture from left
        to right, then one of the parts below it.

        This page is written by `TopologyDocumentTest` from the topology itself and fails the build
        when it drifts. After a wanted change:

        ```
        mvn -pl schemas,stream-processor test -Dtest=TopologyDocumentTest -Dupdate-golden \\
            -Dsurefire.failIfNoSpecifiedTests=false
        ```

        A renamed topic, store or processor is a migration: its old changelog stays behind.

        ## The picture

        Rounded: topics. Boxes: processors. Drums: state stores. Each frame is a sub-topology: a unit
        of work that Kafka Streams places on any instance, one task for each partition.

        ```mermaid
        %s```

        ## The parts

        %s
        ## Topics

        Keys are plain UTF-8, values Avro in Confluent's wire format. Whoever reads these topics must
        read committed (`isolation.level=read_committed`). Partitions are those of a deployment with
        %d for video state. Downstream consumers may read the public topics; the others are the service's
        own and change with it.

        %s
        Two more kinds of topics belong to Kafka Streams: `%s%s-repartition` carries video events to
        the partition of their publisher, and each store below has the changelog
        `%s<store>-changelog`, from which it is restored.

        ## Stores

        Plain persistent key-value stores, without cache. Numbers in keys are big-endian, so a range
        scan goes by number; `‖` joins the parts of a key.

        %s
        ## What Kafka Streams says

        ```
        %s
        ```
        """
                .formatted(
                        picture(),
                        parts(),
                        PARTITIONS,
                        topics(),
                        APPLICATION,
                        TopologyNames.PUBLISHER_EVENTS,
                        APPLICATION,
                        stores(),
                        description.toString().strip());
    }

    private String picture() {
        var lines = new ArrayList<String>();
        lines.add("flowchart LR");
        var topics = new TreeSet<String>();
        var edges = new TreeSet<String>();
        for (var part : description.subtopologies()) {
            var processors = processors(part);
            lines.add("    subgraph part%d[\"%s\"]".formatted(part.id(), titleOf(part)));
            for (var processor : processors) {
                lines.add("        %s[%s]".formatted(id(processor.name()), processor.name()));
                for (var store : new TreeSet<>(processor.stores())) {
                    lines.add("        %s[(%s)]".formatted(id("store " + store), store));
                    edges.add(
                            "    %s --- %s".formatted(id(processor.name()), id("store " + store)));
                }
            }
            lines.add("    end");
            for (var node : part.nodes()) {
                switch (node) {
                    case Source source ->
                            source.topicSet()
                                    .forEach(
                                            topic -> {
                                                topics.add(topic);
                                                nextProcessors(source)
                                                        .forEach(
                                                                to ->
                                                                        edges.add(
                                                                                edge(
                                                                                        topicId(
                                                                                                topic),
                                                                                        id(to))));
                                            });
                    case Sink sink -> {
                        topics.add(sink.topic());
                        sink.predecessors()
                                .forEach(
                                        from ->
                                                edges.add(
                                                        edge(
                                                                id(from.name()),
                                                                topicId(sink.topic()))));
                    }
                    case Processor processor ->
                            nextProcessors(processor)
                                    .forEach(to -> edges.add(edge(id(processor.name()), id(to))));
                    default ->
                            throw new IllegalStateException(
                                    "Expected a source, sink or processor, but got " + node);
                }
            }
        }
        topics.forEach(topic -> lines.add("    %s([%s])".formatted(topicId(topic), topic)));
        lines.addAll(edges);
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static Set<String> nextProcessors(Node node) {
        return node.successors().stream()
                .filter(Processor.class::isInstance)
                .map(Node::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Processor> processors(Subtopology part) {
        return part.nodes().stream()
                .filter(Processor.class::isInstance)
                .map(Processor.class::cast)
                .sorted(Comparator.comparing(Processor::name))
                .toList();
    }

    private static String edge(String from, String to) {
        return "    %s --> %s".formatted(from, to);
    }

    private static String topicId(String topic) {
        return id("topic " + topic);
    }

    private static String id(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }

    private String parts() {
        return description.subtopologies().stream()
                .map(
                        part ->
                                """
                                ### %s

                                %s
                                """
                                        .formatted(titleOf(part), words(mainOf(part))))
                .collect(Collectors.joining("\n"));
    }

    private static String titleOf(Subtopology part) {
        return part.id() + ": " + mainOf(part);
    }

    /** The processor that gives a part its meaning. */
    private static String mainOf(Subtopology part) {
        return processors(part).stream()
                .map(Processor::name)
                .filter(
                        Set.of(
                                        TopologyNames.CLAIMS,
                                        TopologyNames.VIDEOS,
                                        TopologyNames.BY_PUBKEY,
                                        TopologyNames.PUBLISHERS,
                                        TopologyNames.GOVERNOR)
                                ::contains)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Expected a known part, but got " + part));
    }

    private static String words(String main) {
        return switch (main) {
            case TopologyNames.CLAIMS ->
                    """
                    Who owns which alias, upload slot and video. Aliases are unique across the whole
                    service and one request can claim several of them together with a slot, so this
                    log has one partition: one record is one decision, and there are no locks.

                    A reservation holds aliases and a slot for 20 s while the gateway asks Stream for an
                    upload link; then it is confirmed, cancelled, or ended by its deadline 30 s later.
                    Once a second the processor looks whether a deadline is due by the wall clock, and
                    if so writes a `Tick` to its own log: the log time of that record decides, so the
                    log decides the same when it is read again. What is confirmed or attached goes on
                    to the video, which answers the caller. So does the owner's deletion, once it has
                    freed the video's aliases here: whoever is told of it can claim them.

                    A publisher has three attempts for each slot of the hour. Where Stream fails, the slot
                    comes back; where nothing of the attempt reached Stream, the attempt does, too.

                    The account's storage at Stream is decided on here too: an upload reserves what it may
                    last, until `SettleUpload` says what its video takes.""";
            case TopologyNames.VIDEOS ->
                    """
                    The state machine of each video: `AwaitingUpload → Processing → Ready | Failed`,
                    `AwaitingUpload → Expired`, any → `Deleting → Deleted`. What Stream says comes late,
                    twice, out of order or before the registration, and is applied by rank; an end is
                    final. Every event goes to the kept log and to the history store, the state that they
                    fold to into the row, its public form to `media.videos`. A video that ends frees its
                    aliases: it sends `ReleaseVideo` back to claims, and `SettleUpload` once it is known
                    what it takes of the account's storage.

                    Webhooks get lost. So every video that has not reached an end is watched: a row says
                    when Stream is asked next, by back-off from 15 s to 10 min that begins anew at every
                    step. Once a second what is due leaves for `media.stream-tasks`, in the commit that
                    sets its next date, again and again until the state says that it was done. Whoever
                    does a task sends the answer back as a notice, an absence, `ExpireUpload` or
                    `ConfirmDeletion`.""";
            case TopologyNames.BY_PUBKEY ->
                    """
                    Carries each video event to the partition of its publisher.""";
            case TopologyNames.PUBLISHERS ->
                    """
                    Folds the same events a second time, into what each publisher has: the listing,
                    newest first, and the counters. It trails the videos by a moment.""";
            case TopologyNames.GOVERNOR ->
                    """
                    The account's calls to Stream's API. Stream refuses all of an account's calls for
                    five minutes once it made 1,200 in five minutes, whichever process made them, so
                    processes lease calls here before they make them. One partition: one record is one
                    decision. A lease runs for 10 s and its calls count as if made at its end, so no
                    five minutes hold more than the limit, whatever became of the process.""";
            default -> throw new IllegalStateException("Expected words for " + main);
        };
    }

    private static String topics() {
        return "| topic | public | key | value | partitions | kept | what it holds |\n|---|---|---|---|---|---|---|\n"
                + Arrays.stream(MediaTopic.values())
                        .map(
                                topic ->
                                        "| `%s` | %s | %s | %s | %d | %s | %s |\n"
                                                .formatted(
                                                        topic.topic(),
                                                        topic.isPublic() ? "yes" : "–",
                                                        keyOf(topic),
                                                        topic.valueSchema()
                                                                .map(it -> "`" + it.getName() + "`")
                                                                .orElse("bytes"),
                                                        topic.partitions(PARTITIONS),
                                                        kept(topic),
                                                        contentOf(topic)))
                        .collect(Collectors.joining());
    }

    private static String keyOf(MediaTopic topic) {
        return switch (topic) {
            case CLAIM_COMMANDS, GOVERNOR_COMMANDS -> "any";
            case VIDEO_COMMANDS, VIDEO_EVENTS, VIDEOS, VIDEO_READY, VIDEO_FAILED, STREAM_TASKS ->
                    "uid";
            case OUTCOMES -> "command id";
            case DEAD_LETTERS -> "as it came";
        };
    }

    private static String contentOf(MediaTopic topic) {
        return switch (topic) {
            case CLAIM_COMMANDS -> "Everything that decides about aliases, quotas and ownership.";
            case VIDEO_COMMANDS -> "What the state machine of a video is told.";
            case OUTCOMES ->
                    "Committed answers. The command says in which partition its gateway waits.";
            case VIDEO_EVENTS -> "Everything that happened to videos.";
            case VIDEOS -> "The present public state of every video; a deleted one is a tombstone.";
            case VIDEO_READY ->
                    "Exactly one record for each video that becomes playable, complete in itself.";
            case VIDEO_FAILED -> "Exactly one record for each video that cannot be played.";
            case STREAM_TASKS ->
                    "What is to be done at Stream about a video, again and again until it was done.";
            case GOVERNOR_COMMANDS ->
                    "The account's calls to Stream, shared by all processes of a deployment.";
            case DEAD_LETTERS ->
                    "What could not be decoded, byte for byte. Written beside the topology.";
        };
    }

    private static String kept(MediaTopic topic) {
        if ("compact".equals(topic.settings().get("cleanup.policy"))) {
            return "the latest of each key";
        }
        var retention = Long.parseLong(String.valueOf(topic.settings().get("retention.ms")));
        if (retention < 0) {
            return "for ever";
        }
        var duration = Duration.ofMillis(retention);
        return duration.toDays() > 0
                ? duration.toDays() + " days"
                : duration.toMinutes() + " minutes";
    }

    private String stores() {
        return "| store | part | key | row |\n|---|---|---|---|\n"
                + description.subtopologies().stream()
                        .flatMap(
                                part ->
                                        processors(part).stream()
                                                .flatMap(it -> it.stores().stream())
                                                .sorted()
                                                .map(
                                                        store ->
                                                                "| `%s` | %s | %s |\n"
                                                                        .formatted(
                                                                                store,
                                                                                mainOf(part),
                                                                                rowOf(store))))
                        .collect(Collectors.joining());
    }

    private static String rowOf(String store) {
        return switch (store) {
            case TopologyNames.ALIAS_STORE ->
                    "alias key | Who holds it: a reservation or a video. A free alias has no row.";
            case TopologyNames.DECISION_STORE ->
                    "command id | What was decided, repeated as it was for 25 minutes (NIP-98) or 24"
                            + " hours (Idempotency-Key).";
            case TopologyNames.QUOTA_STORE ->
                    "pubkey | Slots and attempts that it used of one clock hour.";
            case TopologyNames.OWNER_STORE ->
                    "uid | Whose the video is, its aliases, why it can hold none any more, and what it"
                            + " has of the account's storage.";
            case TopologyNames.DEADLINE_STORE ->
                    "time ‖ command id | Nothing: the key says what must be looked at again, and when.";
            case TopologyNames.CLOCK_STORE ->
                    "`highest`, `lead` | The log's time, which never goes back, and how far it is ahead of the log after a leap.";
            case TopologyNames.LEDGER_STORE ->
                    "`account` | The account's storage: reserved, used, and what Stream says of it.";
            case TopologyNames.VIDEO_STORE -> "uid | The video: what folding its events gives.";
            case TopologyNames.HISTORY_STORE ->
                    "uid ‖ 0 ‖ sequence | One event. Sequences count from 1 without gaps.";
            case TopologyNames.PARKED_STORE ->
                    "uid | What Stream said of a video that nobody has registered yet.";
            case TopologyNames.WATCH_STORE ->
                    "uid | When Stream is asked about the video again, and how often it was in vain."
                            + " A video at its end has no row.";
            case TopologyNames.DUE_STORE ->
                    "time ‖ uid | Nothing: the key says which watch is due, and when.";
            case TopologyNames.PUBLISHER_VIDEO_STORE ->
                    "pubkey ‖ reversed creation time ‖ uid | The video, so that a scan lists the newest"
                            + " first.";
            case TopologyNames.PUBLISHER_COUNTER_STORE ->
                    "pubkey | Uploads, ready, failed and deleted videos, seconds stored.";
            case TopologyNames.GOVERNOR_STORE ->
                    "`account` | The account's calls that still count, by the second in which their"
                            + " leases end, and until when Stream refuses all.";
            default -> throw new IllegalStateException("Expected words for the store " + store);
        };
    }
}
