package video.divine.media.gateway.task;

import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.avro.StreamTask;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.gateway.webhook.Notices;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.metrics.ClientMeters;
import video.divine.media.service.tracing.Traces;

import java.time.InstantSource;

/** Does the processor's tasks at Stream, and keeps house there. */
public final class TaskWorker implements AutoCloseable {
    private final TaskConsumer consumer;
    private final Housekeeper housekeeper;

    private TaskWorker(TaskConsumer consumer, Housekeeper housekeeper) {
        this.consumer = consumer;
        this.housekeeper = housekeeper;
    }

    /**
     * Begins at once.
     *
     * @param stream for calls that nobody waits for
     */
    public static TaskWorker start(
            KafkaConnection connection,
            SchemaRegistry registry,
            StreamApi stream,
            Commands commands,
            MediaReads reads,
            Notices notices,
            SagaSteps steps,
            HousekeepingSettings settings,
            InstantSource clock,
            MeterRegistry meters,
            Traces traces) {
        var metrics = new TaskMetrics(meters);
        var housekeeper =
                new Housekeeper(
                        new Housekeeping(
                                stream,
                                commands,
                                reads,
                                new Sweeper(stream, reads, settings.deployment(), clock, metrics),
                                settings,
                                Housekeeping.LONGEST,
                                System::nanoTime));
        var consumer =
                new TaskConsumer(
                        () -> TaskConsumer.consumer(connection),
                        new ClientMeters(meters),
                        AvroSerde.forValues(StreamTask.class, registry).deserializer(),
                        commands::isReady,
                        new TaskRunner(
                                stream,
                                commands,
                                notices,
                                steps,
                                metrics,
                                clock,
                                System::nanoTime,
                                traces),
                        housekeeper,
                        metrics,
                        ListPace.ALONE,
                        System::nanoTime);
        consumer.start();
        return new TaskWorker(consumer, housekeeper);
    }

    @Override
    public void close() {
        consumer.close();
        housekeeper.close();
    }
}
