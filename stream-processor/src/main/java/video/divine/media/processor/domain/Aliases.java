package video.divine.media.processor.domain;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A set of aliases with at most one of each kind. */
public record Aliases(Map<AliasKind, Alias> byKind) {
    private static final Aliases NONE = new Aliases(Map.of());

    public Aliases {
        var ordered = new EnumMap<AliasKind, Alias>(AliasKind.class);
        ordered.putAll(byKind);
        byKind = Collections.unmodifiableMap(ordered);
    }

    public static Aliases none() {
        return NONE;
    }

    /**
     * The set of {@code aliases}.
     *
     * @throws IllegalArgumentException where two aliases are of one kind
     */
    public static Aliases of(Collection<Alias> aliases) {
        var byKind = new EnumMap<AliasKind, Alias>(AliasKind.class);
        for (var alias : aliases) {
            if (byKind.put(alias.kind(), alias) != null) {
                throw new IllegalArgumentException(
                        "Expected at most one alias of kind " + alias.kind());
            }
        }
        return new Aliases(byKind);
    }

    public static Aliases of(Alias... aliases) {
        return of(List.of(aliases));
    }

    /** In the order of the kinds. */
    public List<Alias> all() {
        return List.copyOf(byKind.values());
    }

    public Optional<Alias> of(AliasKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    public boolean isEmpty() {
        return byKind.isEmpty();
    }

    /** Both sets; where both have a kind, {@code other}'s stands. */
    public Aliases with(Aliases other) {
        var merged = new EnumMap<AliasKind, Alias>(AliasKind.class);
        merged.putAll(byKind);
        merged.putAll(other.byKind);
        return new Aliases(merged);
    }

    /** Those of a kind that {@code other} lacks. */
    public Aliases without(Aliases other) {
        return of(all().stream().filter(alias -> !other.byKind.containsKey(alias.kind())).toList());
    }

    /** The kinds for which both sets have an alias, but not the same one. */
    public Set<AliasKind> contradicted(Aliases other) {
        var kinds = EnumSet.noneOf(AliasKind.class);
        for (var alias : all()) {
            if (other.of(alias.kind()).filter(it -> !it.key().equals(alias.key())).isPresent()) {
                kinds.add(alias.kind());
            }
        }
        return kinds;
    }
}
