package video.divine.media.schemas.read;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a processor does not answer a read. */
public enum Refused {
    /** The partition is nowhere in this process. */
    NOT_HERE,
    /** It is here, but is not the running active, and nothing else was asked for. */
    NOT_ACTIVE,
    /** It is here, and further behind than the caller accepts. */
    LAGGING,
    /** It is here, and how far it is behind is not known. */
    UNMEASURED,
    /**
     * It is active here as far as this process knows, which has not heard from the group for so
     * long that another one may have taken over.
     */
    UNSURE,
    /** Its store was closed or moved while it was read. */
    MOVED,
    /** Too many reads wait for a thread. */
    OVERLOADED,
    /** Anything else: the process starts or stops, the schema registry is away. */
    UNAVAILABLE;

    /** As it stands in the header. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a word of a newer processor. */
    public static Optional<Refused> of(String word) {
        return Arrays.stream(values()).filter(reason -> reason.word().equals(word)).findFirst();
    }
}
