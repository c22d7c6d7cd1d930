package video.divine.media.processor.codec;

/** Avro types a union as {@code Object}: a branch that the code does not know is refused. */
final class Unions {
    private Unions() {}

    static IllegalArgumentException unexpected(String what, Object body) {
        return new IllegalArgumentException(
                "Expected a known " + what + ", but got a " + body.getClass().getSimpleName());
    }
}
