package video.divine.media.processor.codec;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.Sample;
import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand.AttachAliases;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Any value of any domain type, found by its record components: a component that is added to a
 * record is filled without a change here, so the codec cannot lose it unnoticed.
 */
final class AnyRecord {
    private AnyRecord() {}

    static <T> Arbitrary<T> of(Class<T> type) {
        return ofClass(type).map(type::cast);
    }

    private static Arbitrary<?> ofComponent(AnnotatedType type) {
        var any = ofType(type);
        return type.isAnnotationPresent(Nullable.class) ? any.injectNull(0.3) : any;
    }

    private static Arbitrary<?> ofType(AnnotatedType annotated) {
        if (!(annotated instanceof AnnotatedParameterizedType generic)) {
            return ofClass((Class<?>) annotated.getType());
        }
        var arguments = generic.getAnnotatedActualTypeArguments();
        var raw = ((ParameterizedType) generic.getType()).getRawType();
        if (raw.equals(Optional.class)) {
            return ofType(arguments[0]).optional();
        }
        if (raw.equals(java.util.Set.class)) {
            return ofType(arguments[0]).set();
        }
        if (raw.equals(List.class)) {
            return ofType(arguments[0]).list().ofMaxSize(3);
        }
        if (raw.equals(Map.class)) {
            return Arbitraries.maps(ofType(arguments[0]), ofType(arguments[1])).ofMaxSize(3);
        }
        throw new IllegalArgumentException("Expected a known generic type, but got " + raw);
    }

    private static Arbitrary<?> ofClass(Class<?> type) {
        var scalar = scalar(type);
        if (scalar.isPresent()) {
            return scalar.get();
        }
        if (type.isEnum()) {
            return Arbitraries.of(type.getEnumConstants());
        }
        if (type.isSealed()) {
            return Arbitraries.of(Arrays.asList(type.getPermittedSubclasses()))
                    .flatMap(AnyRecord::ofClass);
        }
        if (type.isRecord()) {
            return ofRecord(type);
        }
        throw new IllegalArgumentException("Expected a known type, but got " + type);
    }

    private static Optional<Arbitrary<?>> scalar(Type type) {
        if (type.equals(int.class) || type.equals(Integer.class)) {
            // Partitions begin at 0, quotas and attempts at 1.
            return Optional.of(Arbitraries.integers().between(1, 1_000_000));
        }
        if (type.equals(long.class) || type.equals(Long.class)) {
            return Optional.of(Arbitraries.longs());
        }
        if (type.equals(double.class) || type.equals(Double.class)) {
            return Optional.of(Arbitraries.doubles().between(0, 1_000_000));
        }
        if (type.equals(boolean.class)) {
            return Optional.of(Arbitraries.of(true, false));
        }
        if (type.equals(String.class)) {
            return Optional.of(Arbitraries.strings().ascii().ofMaxLength(8));
        }
        if (type.equals(Instant.class)) {
            return Optional.of(
                    Arbitraries.longs()
                            .between(0, Duration.ofDays(36_500).toMillis())
                            .map(Instant::ofEpochMilli));
        }
        if (type.equals(Duration.class)) {
            return Optional.of(
                    Arbitraries.longs().between(0, 1_000_000_000_000L).map(Duration::ofMillis));
        }
        if (type.equals(Pubkey.class)) {
            return Optional.of(Arbitraries.of(Sample.ALICE, Sample.BOB));
        }
        if (type.equals(CommandId.class)) {
            return Optional.of(Arbitraries.integers().greaterOrEqual(0).map(Sample::id));
        }
        if (type.equals(Uid.class)) {
            return Optional.of(Arbitraries.integers().greaterOrEqual(0).map(Sample::uid));
        }
        if (type.equals(Aliases.class)) {
            return Optional.of(aliases(0));
        }
        return Optional.empty();
    }

    private static Arbitrary<Aliases> aliases(int atLeast) {
        return Arbitraries.of(AliasKind.class)
                .set()
                .ofMinSize(atLeast)
                .flatMap(
                        kinds ->
                                Combinators.combine(kinds.stream().map(AnyRecord::alias).toList())
                                        .as(Aliases::of));
    }

    private static Arbitrary<Alias> alias(AliasKind kind) {
        return Arbitraries.strings()
                .alpha()
                .ofMinLength(1)
                .ofMaxLength(8)
                .map(text -> new Alias(kind, kind.prefix() + text, "value of " + text));
    }

    private static Arbitrary<?> ofRecord(Class<?> type) {
        var components = type.getRecordComponents();
        List<? extends Arbitrary<?>> values =
                Arrays.stream(components)
                        .map(
                                component ->
                                        type.equals(AttachAliases.class)
                                                        && component.getType().equals(Aliases.class)
                                                ? aliases(1)
                                                : ofComponent(component.getAnnotatedType()))
                        .toList();
        var constructor = constructor(type, components);
        return Combinators.combine(values.stream().map(it -> it.map(Object.class::cast)).toList())
                .as(arguments -> make(constructor, arguments));
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
        try {
            return type.getDeclaredConstructor(
                    Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Expected the constructor of " + type, e);
        }
    }

    private static Object make(Constructor<?> constructor, List<Object> arguments) {
        try {
            return constructor.newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Expected a value of " + constructor, e);
        }
    }
}
