package video.divine.media.gateway.configuration;

import java.util.function.Supplier;

/** A setting with which the gateway cannot start. The message is for its operator. */
final class BadSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private BadSettingException(String message) {
        super(message);
    }

    /**
     * What {@code settings} makes.
     *
     * @param name of the setting or of its group, for the sentence that says what is wrong
     * @throws BadSettingException where it refuses to; without a cause, which could repeat a value
     */
    static <T> T naming(String name, Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new BadSettingException(name + ": " + e.getMessage());
        }
    }
}
