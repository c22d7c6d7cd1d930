package video.divine.media.processor.domain.claims;

import static org.assertj.core.api.Assertions.assertThat;

import video.divine.media.processor.Sample;
import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Decision;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.Uid;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Given the commands so far, when another one comes, then …
 *
 * <p>Time begins at {@link Sample#NOON} and stands still but for {@link #after}.
 */
final class ClaimsScenario {
    private final ClaimsDecider decider = new ClaimsDecider();
    private final ClaimsEvolution evolution = new ClaimsEvolution();
    private final InMemoryClaims rows = new InMemoryClaims();
    private Instant now = Sample.NOON;

    private ClaimsScenario() {}

    static ClaimsScenario given(ClaimCommand... history) {
        return new ClaimsScenario().and(history);
    }

    ClaimsScenario and(ClaimCommand... more) {
        for (var command : more) {
            decide(command);
        }
        return this;
    }

    ClaimsScenario after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    Then when(ClaimCommand command) {
        var before = rows.all();
        return new Then(decide(command), before);
    }

    private Decision<ClaimEvent, ClaimAnswer> decide(ClaimCommand command) {
        var decision = decider.decide(command, rows, now);
        assertThat(decider.decide(command, rows, now)).isEqualTo(decision);
        decision.events().forEach(event -> evolution.apply(event, rows));
        return decision;
    }

    /** What came of it. */
    final class Then {
        private final Decision<ClaimEvent, ClaimAnswer> decision;
        private final List<Object> before;

        private Then(Decision<ClaimEvent, ClaimAnswer> decision, List<Object> before) {
            this.decision = decision;
            this.before = before;
        }

        Then happens(ClaimEvent... events) {
            assertThat(decision.events()).containsExactly(events);
            return this;
        }

        Then nothingHappens() {
            assertThat(decision.events()).isEmpty();
            assertThat(rows.all()).isEqualTo(before);
            return this;
        }

        /** The refusal will be repeated, and nothing else has changed. */
        Then onlyTheRefusalIsRemembered() {
            assertThat(decision.events())
                    .singleElement()
                    .isInstanceOf(ClaimEvent.CommandRefused.class);
            return this;
        }

        Then answers(ClaimAnswer answer) {
            assertThat(decision.answer()).isEqualTo(answer);
            return this;
        }

        Then refuses(int number, Rejection rejection) {
            return answers(new ClaimAnswer.Refused(Sample.id(number), rejection, false));
        }

        Then refusesAgain(int number, Rejection rejection) {
            return answers(new ClaimAnswer.Refused(Sample.id(number), rejection, true));
        }

        Then isFree(Alias alias) {
            assertThat(rows.holder(alias)).isEmpty();
            return this;
        }

        Then isReserved(Alias alias, CommandId by) {
            assertThat(rows.holder(alias))
                    .hasValueSatisfying(
                            holder ->
                                    assertThat(holder)
                                            .isInstanceOfSatisfying(
                                                    AliasHolder.Reserved.class,
                                                    it -> assertThat(it.by()).isEqualTo(by)));
            return this;
        }

        Then isBound(Alias alias, Uid uid) {
            assertThat(rows.holder(alias)).contains(new AliasHolder.Bound(uid));
            return this;
        }

        Then isOwned(Uid uid, Ownership ownership) {
            assertThat(rows.ownership(uid)).contains(ownership);
            return this;
        }

        Then hasUsed(Pubkey pubkey, int slots, int attempts) {
            assertThat(rows.quota(pubkey).in(QuotaUse.hourOf(now)))
                    .isEqualTo(new QuotaUse(QuotaUse.hourOf(now), slots, attempts));
            return this;
        }

        Then hasBooked(long reserved, Duration used) {
            assertThat(rows.ledger().reserved()).isEqualTo(reserved);
            assertThat(rows.ledger().used()).isEqualTo(used);
            return this;
        }

        Then knows(CommandId id, Class<? extends Remembered> state) {
            assertThat(rows.decision(id)).containsInstanceOf(state);
            return this;
        }

        Then forgot(CommandId id) {
            assertThat(rows.decision(id)).isEqualTo(Optional.empty());
            return this;
        }

        Then deadlinesLeft(int count) {
            assertThat(rows.deadlines).hasSize(count);
            return this;
        }

        /** Goes on from here. */
        ClaimsScenario then() {
            return ClaimsScenario.this;
        }
    }
}
