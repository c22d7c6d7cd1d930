package video.divine.media.simulator.fault;

import java.util.Arrays;
import java.util.Optional;

/** A state that videos can be kept in. */
public enum StuckState {
    QUEUED("queued"),
    IN_PROGRESS("inprogress");

    private final String wireName;

    StuckState(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    static Optional<StuckState> of(String wireName) {
        return Arrays.stream(values()).filter(state -> state.wireName.equals(wireName)).findFirst();
    }
}
