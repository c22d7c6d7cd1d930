package video.divine.media.service.setting;

import java.util.function.Supplier;

/** A setting with which the service cannot start. The message is for its operator. */
public final class BadSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private BadSettingException(String message) {
        super(message);
    }

    /**
     * Refuses a setting that does not hold.
     *
     * @param name of the setting, for the sentence that says what is wrong
     * @param expectation the sentence, such as "Expected a port, but it is 0"
     * @throws BadSettingException where it does not
     */
    public static void require(boolean holds, String name, String expectation) {
        if (!holds) {
            throw new BadSettingException(name + ": " + expectation);
        }
    }

    /**
     * What {@code settings} makes.
     *
     * @param name of the setting or of its group, for the sentence that says what is wrong
     * @throws BadSettingException where it refuses to; without a cause, which could repeat a value
     */
    public static <T> T naming(String name, Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new BadSettingException(name + ": " + e.getMessage());
        }
    }
}
