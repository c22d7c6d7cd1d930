package video.divine.media.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class FaultsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Property
    boolean whatIsHitIsHitByAHigherProbabilityToo(
            @ForAll long seed,
            @ForAll @DoubleRange(max = 1) double one,
            @ForAll @DoubleRange(max = 1) double other) {
        return !Dice.hits(Math.min(one, other), seed, "drop", "key")
                || Dice.hits(Math.max(one, other), seed, "drop", "key");
    }

    @Property
    boolean nothingIsHitByZeroAndEverythingByOne(
            @ForAll long seed, @ForAll @LongRange(min = 0) long number) {
        var key = Long.toString(number);
        return !Dice.hits(0, seed, "drop", key) && Dice.hits(1, seed, "drop", key);
    }

    /** Also a fixed point: what a seed hits must not change from one version to the next. */
    @Test
    void aProbabilityIsMetByManyKeysAndSeedsAndKindsDiffer() {
        assertThat(hits(1, "drop")).isBetween(270L, 330L);
        assertThat(fates(1, "drop")).isNotEqualTo(fates(2, "drop"));
        assertThat(fates(1, "drop")).isNotEqualTo(fates(1, "duplicate"));
        assertThat(IntStream.range(0, 20).filter(key -> Dice.hits(0.3, 1, "drop", "" + key)))
                .containsExactly(1, 4, 7, 10, 16);
    }

    @Test
    void callsMeetTheSameFatesAgainWhenTheSeedIsSetAgain() {
        var faults = faults(FaultPlan.none());
        var document = "{\"seed\":5,\"api\":{\"error5xx\":0.4,\"rate429\":0.3}}";
        faults.merge(json(document));
        var first = statuses(faults, 100);
        faults.merge(json("{\"api\":{\"slowMs\":0}}"));
        var next = statuses(faults, 100);
        faults.merge(json("{\"seed\":5}"));

        assertThat(statuses(faults, 100)).isEqualTo(first).isNotEqualTo(next);
        assertThat(first).contains(0, 429, 500, 502, 503);
        assertThat(faults(faults.plan()).nextCall().refusal().orElse(0))
                .isEqualTo(first.getFirst());
    }

    @Test
    void theVideosAfterTheSameSeedMeetTheSameFates() {
        var made = new AtomicLong();
        var faults = new Faults(FaultPlan.none(), made::get);
        var document =
                """
                {"seed":5,"webhook":{"drop":0.3,"duplicate":0.4,"reorder":0.4,
                                     "badSignature":0.4,"early":0.3}}
                """;
        faults.merge(json(document));
        var first = notices(faults, made, 100);
        faults.merge(json("{\"webhook\":{\"delayMs\":1}}"));
        var next = notices(faults, made, 100);
        faults.merge(json("{\"seed\":5}"));

        assertThat(notices(faults, made, 100)).isEqualTo(first).isNotEqualTo(next);
        faults.clear();
        faults.merge(json(document));
        assertThat(notices(faults, made, 100)).isEqualTo(first);
        assertThat(notices(faults(faults.plan()), new AtomicLong(), 100)).isEqualTo(first);
    }

    @Test
    void ofTwoVideosAtMostTheFirstIsHeldBack() {
        var always = new NoticeFaults(0, 0, 1, Duration.ZERO, 0, 0);
        var half = new NoticeFaults(0, 0, 0.5, Duration.ZERO, 0, 0);

        assertThat(heldBack(always)).isEqualTo(List.of(1L, 3L, 5L, 7L, 9L));
        assertThat(heldBack(half)).isSubsetOf(heldBack(always)).hasSizeBetween(1, 4);
    }

    @Test
    void aRefusedCallIsAnswered() {
        var faults = faults(FaultPlan.none());
        faults.merge(json("{\"api\":{\"error5xx\":1,\"resetAfterEffect\":1}}"));

        assertThat(faults.nextCall().refusal()).isNotEqualTo(OptionalInt.empty());
        assertThat(faults.nextCall().reset()).isFalse();
    }

    @Test
    void whatIsNotNamedStays() {
        var faults = faults(FaultPlan.none());
        faults.merge(json("{\"seed\":7,\"webhook\":{\"drop\":0.5,\"delayMs\":20}}"));
        faults.merge(json("{\"webhook\":{\"drop\":1},\"state\":{\"stuck\":\"queued\"}}"));
        faults.merge(json("{\"state\":{\"missingMs\":1}}"));

        assertThat(faults.plan())
                .isEqualTo(
                        new FaultPlan(
                                7,
                                new NoticeFaults(1, 0, 0, Duration.ofMillis(20), 0, 0),
                                CallFaults.none(),
                                new StateFaults(
                                        Optional.of(StuckState.QUEUED), Duration.ofMillis(1))));
        faults.merge(json("{\"state\":{\"stuck\":null}}"));
        assertThat(faults.plan().states().stuck()).isEmpty();
        faults.clear();
        assertThat(faults.plan()).isEqualTo(FaultPlan.none());
    }

    @Test
    void whatIsShownCanBeSet() {
        var faults = faults(FaultPlan.none());
        var full =
                """
                {"seed":-3,
                 "webhook":{"drop":0.1,"duplicate":0.2,"reorder":0.3,"delayMs":4,
                            "badSignature":0.5,"early":0.6},
                 "api":{"error5xx":0.7,"rate429":0.8,"slowMs":9,"resetAfterEffect":1.0},
                 "state":{"stuck":"inprogress","missingMs":3600000}}
                """;
        faults.merge(json(full));

        assertThat(FaultDocument.render(faults.plan()).toString()).isEqualTo(json(full).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'chaos':1} | chaos is unknown",
                "{'webhook':{'dropp':1}} | webhook.dropp is unknown",
                "{'state':{'stuck':'ready'}} | state.stuck must be",
                "{'state':{'stuck':5}} | state.stuck must be",
                "{'state':{'missingMs':-1}} | state.missingMs must be",
                "{'state':{'missingMs':3600001}} | state.missingMs must be",
                "{'webhook':null} | webhook must be",
                "{'webhook':[]} | webhook must be",
                "{'webhook':{'drop':1.01}} | webhook.drop must be",
                "{'webhook':{'drop':-0.1}} | webhook.drop must be",
                "{'webhook':{'drop':'1'}} | webhook.drop must be",
                "{'webhook':{'drop':null}} | webhook.drop must be",
                "{'webhook':{'delayMs':1.5}} | webhook.delayMs must be",
                "{'api':{'slowMs':'1'}} | api.slowMs must be",
                "{'api':{'resetAfterEffect':true}} | api.resetAfterEffect must be",
                "{'seed':1.5} | seed must be",
                "{'seed':null} | seed must be",
                "{'seed':99999999999999999999} | seed must be"
            })
    void whatIsWrongIsNamedAndNothingChanges(String document, String problem) {
        var before = FaultPlan.none().withSeed(1);
        var faults = faults(before);
        var changes = json(document.replace('\'', '"'));
        changes.withObject("api").put("rate429", 1);

        assertThat(faults.merge(changes))
                .isInstanceOfSatisfying(
                        MergedPlan.Invalid.class,
                        invalid -> assertThat(invalid.problem()).startsWith(problem));
        assertThat(faults.plan()).isEqualTo(before);
    }

    @Test
    void aVideoIsHiddenForSoLongAfterItsCreation() {
        var faults = faults(FaultPlan.none());
        var created = Instant.EPOCH;

        assertThat(faults.hides(created, created)).isFalse();
        faults.merge(json("{\"state\":{\"missingMs\":500}}"));
        assertThat(faults.hides(created, created.plusMillis(499))).isTrue();
        assertThat(faults.hides(created, created.plusMillis(500))).isFalse();
    }

    private static Faults faults(FaultPlan plan) {
        return new Faults(plan, () -> 0);
    }

    private static List<NoticeFate> notices(Faults faults, AtomicLong made, int videos) {
        return Stream.generate(() -> faults.notice(made.incrementAndGet())).limit(videos).toList();
    }

    private static List<Long> heldBack(NoticeFaults notices) {
        var faults = faults(FaultPlan.none().withNotices(notices));
        return LongStream.rangeClosed(1, 10)
                .filter(video -> faults.notice(video).heldBack())
                .boxed()
                .toList();
    }

    private static List<Integer> statuses(Faults faults, int calls) {
        return Stream.generate(() -> faults.nextCall().refusal().orElse(0)).limit(calls).toList();
    }

    private static long hits(long seed, String kind) {
        return fates(seed, kind).stream().filter(hit -> hit).count();
    }

    private static List<Boolean> fates(long seed, String kind) {
        return IntStream.range(0, 1000)
                .mapToObj(key -> Dice.hits(0.3, seed, kind, Integer.toString(key)))
                .toList();
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text);
    }
}
