package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The claims rows as plain collections, which tests may look into. */
final class InMemoryClaims implements ClaimsRows {
    final Map<Alias, AliasHolder> aliases = new HashMap<>();
    final Map<CommandId, Remembered> decisions = new HashMap<>();
    final Map<Pubkey, QuotaUse> quotas = new HashMap<>();
    final Map<Uid, Ownership> owners = new HashMap<>();
    Ledger ledger = Ledger.EMPTY;
    final TreeSet<Deadline> deadlines =
            new TreeSet<>(
                    Comparator.comparing(Deadline::at)
                            .thenComparing(deadline -> deadline.id().hex()));

    /** All rows, to be compared. */
    List<Object> all() {
        return List.of(
                Map.copyOf(aliases),
                Map.copyOf(decisions),
                Map.copyOf(quotas),
                Map.copyOf(owners),
                ledger,
                List.copyOf(deadlines));
    }

    @Override
    public Optional<AliasHolder> holder(Alias alias) {
        return Optional.ofNullable(aliases.get(alias));
    }

    @Override
    public Optional<Remembered> decision(CommandId id) {
        return Optional.ofNullable(decisions.get(id));
    }

    @Override
    public QuotaUse quota(Pubkey pubkey) {
        return quotas.getOrDefault(pubkey, QuotaUse.NONE);
    }

    @Override
    public Optional<Ownership> ownership(Uid uid) {
        return Optional.ofNullable(owners.get(uid));
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public List<Deadline> due(Instant now, int limit) {
        return deadlines.stream()
                .takeWhile(deadline -> !deadline.at().isAfter(now))
                .limit(limit)
                .toList();
    }

    @Override
    public void hold(Alias alias, AliasHolder holder) {
        aliases.put(alias, holder);
    }

    @Override
    public void free(Alias alias) {
        aliases.remove(alias);
    }

    @Override
    public void remember(CommandId id, Remembered decision) {
        decisions.put(id, decision);
    }

    @Override
    public void forget(CommandId id) {
        decisions.remove(id);
    }

    @Override
    public void use(Pubkey pubkey, QuotaUse use) {
        quotas.put(pubkey, use);
    }

    @Override
    public void own(Uid uid, Ownership ownership) {
        owners.put(uid, ownership);
    }

    @Override
    public void book(Ledger changed) {
        ledger = changed;
    }

    @Override
    public void schedule(Deadline deadline) {
        deadlines.add(deadline);
    }

    @Override
    public void unschedule(Deadline deadline) {
        deadlines.remove(deadline);
    }
}
