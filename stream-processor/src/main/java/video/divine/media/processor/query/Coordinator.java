package video.divine.media.processor.query;

/** The broker that decides who is a member of the processors' group. */
public interface Coordinator extends AutoCloseable {
    /**
     * Returns once it has answered.
     *
     * @throws org.apache.kafka.common.KafkaException where it does not, within seconds
     */
    void ask();

    /** Breaks off what is asked. */
    @Override
    void close();
}
