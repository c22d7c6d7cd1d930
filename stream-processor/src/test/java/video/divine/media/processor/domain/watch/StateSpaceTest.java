package video.divine.media.processor.domain.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.watch.World.Delivery;
import video.divine.media.processor.domain.watch.World.Fate;
import video.divine.media.processor.domain.watch.World.Step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whatever happens to a video in whatever order, it ends as Stream has it once it was asked often
 * enough: every sequence of up to six steps out of seven, for each way in which webhooks and tasks
 * get through.
 *
 * <p>A step happens in the world. {@code IN_PROGRESS}, {@code READY} and {@code ERROR}: Stream says
 * so, by webhook; where it had not come so far, it has now (an upload included), and where it
 * cannot have said so, nothing happens: before an upload that comes after the link's end, without
 * its record, or against the end that it has already. {@code EXPIRY}: the link ends and the grace
 * after it; the processor was down meanwhile.
 *
 * <p>"As Stream has it" means:
 *
 * <ul>
 *   <li>a video that was never registered is none, and is told to nobody;
 *   <li>one that its owner deleted after its registration is deleted, and Stream holds nothing,
 *       whatever Stream said before or after;
 *   <li>else where Stream is ready or has failed, so has the video; ready with every quality level;
 *   <li>where Stream still works on it, the video is processing, and is watched;
 *   <li>where nothing was uploaded until the link's end, the upload has expired, and Stream holds
 *       nothing: its record was deleted, which gives its reserved minutes back.
 * </ul>
 *
 * <p>And the video became ready exactly once if it is ready, or was when its owner deleted it;
 * never else. Webhooks that come again after the end change nothing.
 *
 * <p>Two things that Stream may do are looked at apart. {@code GONE}: somebody deletes the video
 * there; it comes to one of its ends then, and is ready only if Stream was. And a DELETE that finds
 * nothing, because Stream's read lags: nothing is left there of what it speaks of later.
 */
class StateSpaceTest {
    private static final int LONGEST = 6;
    private static final int SEQUENCES = 137_257;
    private static final int OF_FIVE_STEPS = 19_608;
    private static final int OF_FIVE_STEPS_AND_GONE = 37_449;
    private static final List<Step> STEPS =
            Stream.of(Step.values()).filter(it -> it != Step.GONE).toList();

    /** All sequences, the shorter ones first. */
    private static List<Step> sequence(int number) {
        return sequence(number, STEPS);
    }

    private static List<Step> sequence(int number, List<Step> of) {
        var rest = number;
        var length = 0;
        for (var ofLength = 1; rest >= ofLength; ofLength *= of.size()) {
            rest -= ofLength;
            length++;
        }
        var steps = new ArrayList<Step>(length);
        for (var position = 0; position < length; position++) {
            steps.add(of.get(rest % of.size()));
            rest /= of.size();
        }
        return steps;
    }

    private static World world(List<Step> steps, Delivery delivery, Fate fate, boolean watching) {
        var world = new World(delivery, fate, watching);
        steps.forEach(world::happens);
        return world;
    }

    private static Optional<String> flaw(List<Step> steps, Delivery delivery, boolean watching) {
        return flaw(steps, delivery, Fate.GOOD, watching);
    }

    private static Optional<String> flaw(
            List<Step> steps, Delivery delivery, Fate fate, boolean watching) {
        var world = world(steps, delivery, fate, watching);
        world.reconcile(world.late.reversed());
        return world.flaw().map(flaw -> steps + " with " + fate + " " + flaw);
    }

    private static Stream<List<Step>> sequences(int count, List<Step> of, LongAdder runs) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(number -> sequence(number, of))
                .peek(_ -> runs.increment());
    }

    private static Stream<String> flaws(Delivery delivery, boolean watching, LongAdder runs) {
        return sequences(SEQUENCES, STEPS, runs)
                .flatMap(steps -> flaw(steps, delivery, watching).stream());
    }

    /** The subsets of the webhooks that a sequence may have, as bits; but the empty one. */
    private static IntStream subsets(List<Step> steps) {
        return IntStream.range(1, 1 << steps.stream().filter(Step::isWebhook).count());
    }

    /** All orders, each once: equal notices cannot be told from each other. */
    private static Set<List<Notice>> orders(List<Notice> notices) {
        if (notices.isEmpty()) {
            return Set.of(List.of());
        }
        var orders = new HashSet<List<Notice>>();
        for (var first : Set.copyOf(notices)) {
            var others = new ArrayList<>(notices);
            others.remove(first);
            for (var rest : orders(others)) {
                var order = new ArrayList<>(List.of(first));
                order.addAll(rest);
                orders.add(order);
            }
        }
        return orders;
    }

    private static Stream<String> flawsOfOrders(List<Step> steps) {
        return orders(world(steps, Delivery.LATE, Fate.GOOD, true).late).stream()
                .flatMap(
                        order -> {
                            var world = world(steps, Delivery.LATE, Fate.GOOD, true);
                            world.reconcile(order);
                            return world.flaw().map(it -> steps + ": " + order + it).stream();
                        });
    }

    @Test
    void theSequencesAreAllOfUpToSixSteps() {
        assertThat(sequence(0)).isEmpty();
        assertThat(sequence(1)).containsExactly(Step.REGISTRATION);
        assertThat(sequence(SEQUENCES - 1)).hasSize(LONGEST).containsOnly(Step.EXPIRY);
        assertThat(
                        IntStream.range(0, SEQUENCES)
                                .mapToObj(StateSpaceTest::sequence)
                                .distinct()
                                .count())
                .isEqualTo(SEQUENCES);
    }

    @ParameterizedTest
    @EnumSource
    void everySequenceEndsAsStreamHasIt(Delivery delivery) {
        var runs = new LongAdder();

        assertThat(flaws(delivery, true, runs).limit(5)).isEmpty();
        assertThat(runs.sum()).isEqualTo(SEQUENCES);
    }

    /** Any of them, and any number. */
    @Test
    void everySequenceEndsAsStreamHasItWhicheverWebhooksAreLost() {
        var runs = new LongAdder();

        assertThat(
                        sequences(SEQUENCES, STEPS, runs)
                                .flatMap(
                                        steps ->
                                                subsets(steps)
                                                        .mapToObj(lost -> new Fate(0, lost))
                                                        .flatMap(
                                                                fate ->
                                                                        flaw(
                                                                                steps,
                                                                                Delivery.ONCE,
                                                                                fate,
                                                                                true)
                                                                                .stream()))
                                .limit(5))
                .isEmpty();
        assertThat(runs.sum()).isEqualTo(SEQUENCES);
    }

    /** Those that are late come the last one first. */
    @Test
    void everySequenceEndsAsStreamHasItWhicheverWebhooksAreLate() {
        assertThat(
                        sequences(OF_FIVE_STEPS, STEPS, new LongAdder())
                                .flatMap(
                                        steps ->
                                                subsets(steps)
                                                        .mapToObj(late -> new Fate(late, 0))
                                                        .flatMap(
                                                                fate ->
                                                                        flaw(
                                                                                steps,
                                                                                Delivery.ONCE,
                                                                                fate,
                                                                                true)
                                                                                .stream()))
                                .limit(5))
                .isEmpty();
    }

    @Test
    void everySequenceEndsAsStreamHasItInWhicheverOrderItsWebhooksCome() {
        assertThat(
                        sequences(SEQUENCES, STEPS, new LongAdder())
                                .flatMap(StateSpaceTest::flawsOfOrders)
                                .limit(5))
                .isEmpty();
    }

    /** Up to five steps out of eight. */
    @ParameterizedTest
    @EnumSource
    void everySequenceEndsAlsoWhereStreamLosesTheVideo(Delivery delivery) {
        var runs = new LongAdder();
        var steps = List.of(Step.values());

        assertThat(
                        sequences(OF_FIVE_STEPS_AND_GONE, steps, runs)
                                .flatMap(it -> flaw(it, delivery, true).stream())
                                .limit(5))
                .isEmpty();
        assertThat(runs.sum()).isEqualTo(OF_FIVE_STEPS_AND_GONE);
    }

    /**
     * The guard, seen failing: without watches a lost webhook is a video that is stuck for ever.
     */
    @Test
    void withoutWatchesItFindsVideosThatAreStuck() {
        var stuck = List.of(Step.REGISTRATION, Step.UPLOAD, Step.READY);

        assertThat(flaw(stuck, Delivery.LOST, false).orElseThrow())
                .startsWith(stuck.toString())
                .endsWith(" is Optional[AWAITING_UPLOAD], not Optional[READY]");
        assertThat(flaw(stuck, Delivery.LOST, true)).isEmpty();
        assertThat(flaws(Delivery.LOST, false, new LongAdder()).count()).isGreaterThan(50_000);
        // Even where every webhook comes: nobody else expires or deletes.
        assertThat(flaw(List.of(Step.REGISTRATION), Delivery.ONCE, false)).isPresent();
        assertThat(flaw(List.of(Step.REGISTRATION, Step.DELETE), Delivery.ONCE, false)).isPresent();
    }
}
