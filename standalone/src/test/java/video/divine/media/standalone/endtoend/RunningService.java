package video.divine.media.standalone.endtoend;

/** The service, in however many processes, as its clients, its operators and Stream reach it. */
public interface RunningService extends AutoCloseable {
    String WEBHOOK_SECRET = "a secret of the tests";
    String INTERNAL_TOKEN = "a-token-of-the-tests";

    MediaClient client();

    Topics topics();

    /** Of one of the gateways. */
    String apiUrl();

    /** Where that gateway takes operators' calls. */
    String internalUrl();

    String simulatorUrl();

    @Override
    void close();

    /** Named in {@code META-INF/services}, it starts the service that shared tests run against. */
    interface Start {
        RunningService start();
    }
}
