package video.divine.media.processor.domain.claims;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.ticket;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.vine;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.claims.ClaimCommand.AttachAliases;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.ConfirmUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.RecordStorage;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimCommand.RequestDeletion;
import video.divine.media.processor.domain.claims.ClaimCommand.ReserveUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.SettleUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEvent.GivenBack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What holds whatever is sent, in whatever order, however often. */
class ClaimsProperties {
    private static final int QUOTA = 2;
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** One command, so long after the one before. */
    record Step(Duration pause, ClaimCommand command) {}

    /** A hour of a publisher. */
    record Slot(Pubkey pubkey, long hour) {}

    /** Everything that a run of commands leaves behind. */
    private static final class Run {
        private final ClaimsDecider decider = new ClaimsDecider();
        private final ClaimsEvolution evolution = new ClaimsEvolution();
        final InMemoryClaims rows = new InMemoryClaims();
        final List<ClaimEvent> events = new ArrayList<>();
        final Map<Slot, Integer> slots = new HashMap<>();
        final Map<Slot, Integer> attempts = new HashMap<>();

        /** The hour of the last attempt. */
        final Map<CommandId, Long> granted = new HashMap<>();

        Instant now = NOON;

        ClaimAnswer decide(Step step) {
            now = now.plus(step.pause());
            var decision = decider.decide(step.command(), rows, now);
            assertThat(decider.decide(step.command(), rows, now)).isEqualTo(decision);
            for (var event : decision.events()) {
                count(event);
                evolution.apply(event, rows);
                events.add(event);
            }
            return decision.answer();
        }

        /** A ledger of its own, kept from the events alone. */
        private void count(ClaimEvent event) {
            switch (event) {
                case ClaimEvent.UploadReserved it -> {
                    slots.merge(new Slot(it.pubkey(), it.hour()), 1, Integer::sum);
                    attempts.merge(new Slot(it.pubkey(), it.hour()), 1, Integer::sum);
                    granted.put(it.request().id(), it.hour());
                }
                case ClaimEvent.UploadReservedAgain it -> {
                    attempts.merge(new Slot(open(it.id()).pubkey(), it.hour()), 1, Integer::sum);
                    granted.put(it.id(), it.hour());
                }
                case ClaimEvent.UploadCancelled it -> {
                    var open = open(it.id());
                    if (it.givenBack() != GivenBack.NOTHING) {
                        slots.merge(new Slot(open.pubkey(), open.hour()), -1, Integer::sum);
                    }
                    if (it.givenBack() == GivenBack.SLOT_AND_ATTEMPT) {
                        attempts.merge(
                                new Slot(open.pubkey(), granted.getOrDefault(it.id(), -1L)),
                                -1,
                                Integer::sum);
                    }
                }
                case ClaimEvent.UploadConfirmed _,
                        ClaimEvent.AliasesBound _,
                        ClaimEvent.CommandRefused _,
                        ClaimEvent.VideoReleased _,
                        ClaimEvent.UploadSettled _,
                        ClaimEvent.StorageRecorded _,
                        ClaimEvent.DecisionForgotten _,
                        ClaimEvent.DeadlinePassed _ -> {}
            }
        }

        private Remembered.Reserved open(CommandId id) {
            return (Remembered.Reserved) rows.decision(id).orElseThrow();
        }
    }

    private static Run run(List<Step> steps) {
        var run = new Run();
        steps.forEach(run::decide);
        return run;
    }

    @Property(tries = 400)
    void anAliasHasOneHolderAndItsHolderKnows(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.decide(step);
            var held = new HashSet<Alias>();
            run.rows.owners.forEach(
                    (uid, ownership) ->
                            ownership
                                    .aliases()
                                    .all()
                                    .forEach(
                                            alias -> {
                                                assertThat(held.add(alias)).isTrue();
                                                assertThat(ownership.closure()).isEmpty();
                                                assertThat(run.rows.holder(alias))
                                                        .contains(new AliasHolder.Bound(uid));
                                            }));
            run.rows.decisions.forEach(
                    (id, known) -> {
                        if (known instanceof Remembered.Reserved open) {
                            for (var alias : open.aliases().all()) {
                                assertThat(held.add(alias)).isTrue();
                                assertThat(run.rows.holder(alias))
                                        .contains(
                                                new AliasHolder.Reserved(
                                                        id, open.pubkey(), open.leaseUntil()));
                            }
                        }
                    });
            // The other way round: no row without one of these.
            assertThat(run.rows.aliases.keySet()).isEqualTo(held);
        }
    }

    @Property(tries = 400)
    void noHourEverExceedsItsQuota(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.decide(step);
            assertThat(run.slots.values()).allMatch(used -> used >= 0 && used <= QUOTA);
            assertThat(run.attempts.values()).allMatch(tries -> tries >= 0 && tries <= 3 * QUOTA);
            run.rows.quotas.forEach(
                    (pubkey, use) -> {
                        var slot = new Slot(pubkey, use.hour());
                        assertThat(use.used()).isEqualTo(run.slots.getOrDefault(slot, 0));
                        assertThat(use.attempts()).isEqualTo(run.attempts.getOrDefault(slot, 0));
                    });
        }
    }

    @Property(tries = 400)
    void theLedgerIsTheSumOfOpenReservationsAndVideos(
            @ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.decide(step);
            var reserved = 0L;
            var used = Duration.ZERO;
            for (var known : run.rows.decisions.values()) {
                reserved += known instanceof Remembered.Reserved open ? open.seconds() : 0;
            }
            for (var ownership : run.rows.owners.values()) {
                reserved += ownership.storage().reserved();
                used = used.plus(ownership.storage().used());
            }
            assertThat(run.rows.ledger.reserved()).isEqualTo(reserved);
            assertThat(run.rows.ledger.used()).isEqualTo(used);
        }
    }

    /** A second attempt is granted on what the first reserved, whatever the limit is by then. */
    @Property(tries = 400)
    void noReservationIsMadeAboveTheLimits(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            var before = run.events.size();
            run.decide(step);
            if (step.command() instanceof ReserveUpload reserve
                    && reserve.seconds() > 0
                    && run.events.size() > before
                    && run.events.getLast() instanceof ClaimEvent.UploadReserved) {
                var ledger = run.rows.ledger;
                var ours = ledger.used().plusSeconds(ledger.reserved());
                reserve.storageLimitSeconds()
                        .ifPresent(
                                most -> assertThat(ours).isLessThanOrEqualTo(Storage.length(most)));
                ledger.reported()
                        .filter(it -> !it.at().plus(Ledger.REPORT_HOLDS).isBefore(run.now))
                        .ifPresent(
                                report -> {
                                    var theirs = report.used().plusSeconds(ledger.reserved());
                                    report.limit()
                                            .ifPresent(
                                                    most ->
                                                            assertThat(List.of(ours, theirs))
                                                                    .allMatch(
                                                                            it ->
                                                                                    it.compareTo(
                                                                                                    most)
                                                                                            <= 0));
                                });
            }
        }
    }

    @Property(tries = 200)
    void theEventsFoldToTheSameRows(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = run(steps);
        var refolded = new InMemoryClaims();
        var evolution = new ClaimsEvolution();

        run.events.forEach(event -> evolution.apply(event, refolded));

        assertThat(refolded.all()).isEqualTo(run.rows.all());
    }

    @Property(tries = 200)
    void theSameLogDecidesTheSame(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        assertThat(run(steps).events).isEqualTo(run(steps).events);
    }

    @Property(tries = 200)
    void noReservationOutlivesItsDeadlineOnceTicksWereProcessed(
            @ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            run.decide(step);
            if (step.command() instanceof Tick) {
                // Fewer than a batch: one tick is enough.
                assertThat(run.rows.due(run.now, 1)).isEmpty();
                assertThat(run.rows.decisions.values())
                        .allMatch(known -> endOf(known).isAfter(run.now));
            }
        }
    }

    @Property(tries = 100)
    void inTheEndOnlyVideosRemain(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = run(steps);
        run.decide(new Step(Duration.ofMinutes(1), new Tick()));
        run.decide(new Step(Duration.ofHours(24), new Tick()));

        assertThat(run.rows.decisions).isEmpty();
        assertThat(run.rows.deadlines).isEmpty();
        assertThat(run.rows.aliases.values())
                .allMatch(holder -> holder instanceof AliasHolder.Bound);
    }

    @Property(tries = 200)
    void anotherBodyNeverHasAnEffect(@ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            var request =
                    switch (step.command()) {
                        case ReserveUpload it -> it.request();
                        case AttachAliases it -> it.request();
                        case ConfirmUpload _,
                                CancelUpload _,
                                RequestDeletion _,
                                ReleaseVideo _,
                                SettleUpload _,
                                RecordStorage _,
                                Tick _ ->
                                null;
                    };
            var reused =
                    request != null
                            && run.rows
                                    .decision(request.id())
                                    .filter(known -> !known.bodyHash().equals(request.bodyHash()))
                                    .isPresent();
            var before = run.rows.all();
            var answer = run.decide(step);
            if (reused) {
                assertThat(answer)
                        .isEqualTo(
                                new ClaimAnswer.Refused(
                                        Objects.requireNonNull(request).id(),
                                        new Rejection.CommandReused(),
                                        false));
                assertThat(run.rows.all()).isEqualTo(before);
            }
        }
    }

    @Property(tries = 200)
    void noAttemptIsGrantedTwiceWhileItsRequestIsRemembered(
            @ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        var highest = new HashMap<CommandId, Integer>();
        for (var step : steps) {
            if (run.decide(step) instanceof ClaimAnswer.Granted granted) {
                var before = highest.getOrDefault(granted.id(), 0);
                assertThat(granted.attempt()).isEqualTo(before + 1);
                highest.put(granted.id(), granted.attempt());
            }
            highest.keySet().removeIf(id -> run.rows.decision(id).isEmpty());
        }
    }

    @Property(tries = 200)
    void ownersNeverChangeAndEveryVideoHasOneRequest(
            @ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            var before = Map.copyOf(run.rows.owners);
            run.decide(step);
            before.forEach(
                    (uid, ownership) ->
                            assertThat(run.rows.ownership(uid))
                                    .hasValueSatisfying(
                                            now ->
                                                    assertThat(now.owner())
                                                            .isEqualTo(ownership.owner())));
        }
        var confirmed =
                run.events.stream()
                        .filter(ClaimEvent.UploadConfirmed.class::isInstance)
                        .map(event -> ((ClaimEvent.UploadConfirmed) event).ticket().uid())
                        .toList();
        assertThat(confirmed).doesNotHaveDuplicates();
        assertThat(Set.copyOf(confirmed)).isEqualTo(run.rows.owners.keySet());
    }

    @Property(tries = 200)
    void whoeverHearsThatAVideoIsClosedFindsItsAliasesFree(
            @ForAll("steps") @Size(max = 60) List<Step> steps) {
        var run = new Run();
        for (var step : steps) {
            if (run.decide(step) instanceof ClaimAnswer.Closed(_, var uid, var owner)) {
                assertThat(run.rows.aliases.values()).doesNotContain(new AliasHolder.Bound(uid));
                assertThat(run.rows.ownership(uid))
                        .hasValueSatisfying(
                                row -> {
                                    assertThat(row.owner()).isEqualTo(owner);
                                    assertThat(row.closure()).contains(Closure.DELETED);
                                });
            }
        }
    }

    /** However often: its own tries never stand between a publisher and Stream. */
    @Property(tries = 100)
    void whomNobodyCouldAskStreamForUploadsOnceItIsBack(
            @ForAll("requests") @Size(min = 1, max = 60) List<Request> requests) {
        var run = new Run();
        for (var request : requests) {
            var second = Duration.ofSeconds(1);
            var reserve = reserve(new Request(request.id(), request.source(), "body"));
            var answer = (ClaimAnswer.Granted) run.decide(new Step(second, reserve));
            var unasked = new CancelUpload(answer.id(), answer.attempt(), Fault.STREAM_UNASKED);
            run.decide(new Step(second, unasked));
            run.decide(new Step(second, unasked));
        }

        for (var slot = 0; slot < QUOTA; slot++) {
            var request = new Request(id(100 + slot), CommandSource.NIP98, "body");
            assertThat(run.decide(new Step(Duration.ZERO, reserve(request))))
                    .isInstanceOf(ClaimAnswer.Granted.class);
        }
    }

    private static ReserveUpload reserve(Request request) {
        return new ReserveUpload(request, ALICE, Aliases.none(), QUOTA, 0, Optional.empty());
    }

    @Provide
    Arbitrary<List<Request>> requests() {
        return requests(1).list();
    }

    private static Instant endOf(Remembered known) {
        return switch (known) {
            case Remembered.Reserved open -> open.leaseUntil().plus(GRACE);
            case Remembered.Decided done -> done.keepUntil();
        };
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(pauses(), commands()).as(Step::new).list();
    }

    private static Arbitrary<Duration> pauses() {
        return Arbitraries.frequency(
                        Tuple.of(6, 0),
                        Tuple.of(6, 1_000),
                        Tuple.of(3, 20_000),
                        Tuple.of(2, 29_999),
                        Tuple.of(2, 50_000),
                        Tuple.of(1, 1_500_000),
                        Tuple.of(1, 3_599_000),
                        Tuple.of(1, 86_400_000))
                .map(Duration::ofMillis);
    }

    private static Arbitrary<ClaimCommand> commands() {
        var faults = Arbitraries.of(Fault.values());
        var attempts = Arbitraries.integers().between(1, 3);
        Arbitrary<ClaimCommand> reserve =
                Combinators.combine(requests(1), aliases(), seconds(), storageLimits())
                        .as(
                                (request, aliases, seconds, limit) ->
                                        new ReserveUpload(
                                                request,
                                                owner(request),
                                                aliases,
                                                QUOTA,
                                                seconds,
                                                limit));
        Arbitrary<ClaimCommand> confirm =
                Combinators.combine(numbers(), attempts, uids())
                        .as(
                                (number, attempt, uid) ->
                                        new ConfirmUpload(id(number), attempt, ticket(uid), QUOTA));
        Arbitrary<ClaimCommand> cancel =
                Combinators.combine(numbers(), attempts, faults)
                        .as(
                                (number, attempt, fault) ->
                                        new CancelUpload(id(number), attempt, fault));
        Arbitrary<ClaimCommand> attach =
                Combinators.combine(requests(11), uids(), aliases().filter(it -> !it.isEmpty()))
                        .as(
                                (request, uid, aliases) ->
                                        new AttachAliases(
                                                request, owner(request), uid(uid), aliases));
        Arbitrary<ClaimCommand> release =
                Combinators.combine(uids(), Arbitraries.of(Closure.values()))
                        .as((uid, reason) -> new ReleaseVideo(uid(uid), reason));
        Arbitrary<ClaimCommand> delete =
                Combinators.combine(numbers(), Arbitraries.of(ALICE, BOB), uids())
                        .as(
                                (number, pubkey, uid) ->
                                        new RequestDeletion(id(20 + number), pubkey, uid(uid)));
        Arbitrary<ClaimCommand> settle =
                Combinators.combine(uids(), Arbitraries.of(0.0, 6.1, 0.1, 59.999, 60.0))
                        .as((uid, seconds) -> new SettleUpload(uid(uid), seconds));
        Arbitrary<ClaimCommand> storage =
                Combinators.combine(Arbitraries.of(0.0, 30.3, 100.0), storageLimits())
                        .as(RecordStorage::new);
        return Arbitraries.frequencyOf(
                Tuple.of(4, settle),
                Tuple.of(1, storage),
                Tuple.of(8, reserve),
                Tuple.of(6, confirm),
                Tuple.of(2, cancel),
                Tuple.of(4, attach),
                Tuple.of(2, release),
                Tuple.of(2, delete),
                Tuple.of(3, Arbitraries.just(new Tick())));
    }

    /** The pubkey is part of the id, so an id has one; half of them come under a key. */
    private static Arbitrary<Request> requests(int first) {
        return Combinators.combine(
                        Arbitraries.integers().between(first, first + 7),
                        Arbitraries.frequency(Tuple.of(9, "body"), Tuple.of(1, "another")))
                .as(
                        (number, body) ->
                                new Request(
                                        id(number),
                                        number % 4 < 2
                                                ? CommandSource.NIP98
                                                : CommandSource.IDEMPOTENCY_KEY,
                                        body));
    }

    private static Pubkey owner(Request request) {
        var even = Character.digit(request.id().hex().charAt(63), 16) % 2 == 0;
        return even ? ALICE : BOB;
    }

    private static Arbitrary<Integer> numbers() {
        return Arbitraries.integers().between(1, 8);
    }

    private static Arbitrary<Integer> uids() {
        return Arbitraries.integers().between(1, 5);
    }

    private static Arbitrary<Integer> seconds() {
        return Arbitraries.of(0, 1, 60);
    }

    /** Two or three uploads of {@link #seconds}, so that some find no room. */
    private static Arbitrary<Optional<Double>> storageLimits() {
        return Arbitraries.of(60.5, 121.0, 200.0).optional(0.7);
    }

    private static Arbitrary<Aliases> aliases() {
        var hashes = Arbitraries.integers().between(1, 3).optional(0.6);
        var vines = Arbitraries.of("cat", "dog").optional(0.4);
        return Combinators.combine(hashes, vines)
                .as(
                        (hash, vine) -> {
                            var all = new ArrayList<Alias>();
                            hash.ifPresent(number -> all.add(sha256(number)));
                            vine.ifPresent(name -> all.add(vine(name)));
                            return Aliases.of(all);
                        });
    }
}
