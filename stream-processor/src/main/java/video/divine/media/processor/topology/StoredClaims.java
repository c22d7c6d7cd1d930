package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.AliasHolder;
import video.divine.media.processor.domain.claims.ClaimsRows;
import video.divine.media.processor.domain.claims.Deadline;
import video.divine.media.processor.domain.claims.Ledger;
import video.divine.media.processor.domain.claims.LogClock;
import video.divine.media.processor.domain.claims.Ownership;
import video.divine.media.processor.domain.claims.QuotaUse;
import video.divine.media.processor.domain.claims.Remembered;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The claims rows in their state stores. */
final class StoredClaims implements ClaimsRows {
    private static final String TIME_ROW = "highest";
    private static final String LEAD_ROW = "lead";
    private static final byte[] PRESENT = {1};

    private final KeyValueStore<String, AliasHolder> aliases;
    private final KeyValueStore<String, Remembered> decisions;
    private final KeyValueStore<String, QuotaUse> quotas;
    private final KeyValueStore<String, Ownership> owners;
    private final KeyValueStore<Bytes, byte[]> deadlines;
    private final KeyValueStore<String, Long> clock;
    private final KeyValueStore<String, Ledger> ledger;

    StoredClaims(ProcessorContext<?, ?> context) {
        this.aliases = context.getStateStore(TopologyNames.ALIAS_STORE);
        this.decisions = context.getStateStore(TopologyNames.DECISION_STORE);
        this.quotas = context.getStateStore(TopologyNames.QUOTA_STORE);
        this.owners = context.getStateStore(TopologyNames.OWNER_STORE);
        this.deadlines = context.getStateStore(TopologyNames.DEADLINE_STORE);
        this.clock = context.getStateStore(TopologyNames.CLOCK_STORE);
        this.ledger = context.getStateStore(TopologyNames.LEDGER_STORE);
    }

    /** The log's time once a record of {@code recordTime} is read. */
    LogClock clock(long recordTime) {
        var record = Instant.ofEpochMilli(recordTime);
        var highest = clock.get(TIME_ROW);
        if (highest == null) {
            return LogClock.startingAt(record);
        }
        var lead = clock.get(LEAD_ROW);
        return new LogClock(
                        Instant.ofEpochMilli(highest),
                        lead == null ? Duration.ZERO : Duration.ofMillis(lead))
                .at(record);
    }

    void advance(LogClock to) {
        clock.put(TIME_ROW, to.now().toEpochMilli());
        if (!to.lead().isZero()) {
            clock.put(LEAD_ROW, to.lead().toMillis());
        } else if (clock.get(LEAD_ROW) != null) {
            clock.delete(LEAD_ROW);
        }
    }

    boolean isDue(Instant now) {
        try (var rows = deadlines.range(null, StoreKeys.afterDeadlinesAt(now))) {
            return rows.hasNext();
        }
    }

    @Override
    public Optional<AliasHolder> holder(Alias alias) {
        return Optional.ofNullable(aliases.get(alias.key()));
    }

    @Override
    public Optional<Remembered> decision(CommandId id) {
        return Optional.ofNullable(decisions.get(id.hex()));
    }

    @Override
    public QuotaUse quota(Pubkey pubkey) {
        var use = quotas.get(pubkey.hex());
        return use == null ? QuotaUse.NONE : use;
    }

    @Override
    public Optional<Ownership> ownership(Uid uid) {
        return Optional.ofNullable(owners.get(uid.value()));
    }

    @Override
    public Ledger ledger() {
        var row = ledger.get(StoreKeys.ACCOUNT);
        return row == null ? Ledger.EMPTY : row;
    }

    @Override
    public List<Deadline> due(Instant now, int limit) {
        var due = new ArrayList<Deadline>();
        try (var rows = deadlines.range(null, StoreKeys.afterDeadlinesAt(now))) {
            while (rows.hasNext() && due.size() < limit) {
                due.add(StoreKeys.deadline(rows.next().key));
            }
        }
        return due;
    }

    @Override
    public void hold(Alias alias, AliasHolder holder) {
        aliases.put(alias.key(), holder);
    }

    @Override
    public void free(Alias alias) {
        aliases.delete(alias.key());
    }

    @Override
    public void remember(CommandId id, Remembered decision) {
        decisions.put(id.hex(), decision);
    }

    @Override
    public void forget(CommandId id) {
        decisions.delete(id.hex());
    }

    @Override
    public void use(Pubkey pubkey, QuotaUse use) {
        quotas.put(pubkey.hex(), use);
    }

    @Override
    public void own(Uid uid, Ownership ownership) {
        owners.put(uid.value(), ownership);
    }

    @Override
    public void book(Ledger changed) {
        ledger.put(StoreKeys.ACCOUNT, changed);
    }

    @Override
    public void schedule(Deadline deadline) {
        deadlines.put(StoreKeys.deadline(deadline), PRESENT);
    }

    @Override
    public void unschedule(Deadline deadline) {
        deadlines.delete(StoreKeys.deadline(deadline));
    }
}
