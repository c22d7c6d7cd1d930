package video.divine.media.service.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells what time cures from what somebody has to change. */
public final class KafkaFailures {
    private KafkaFailures() {}

    /**
     * What {@code future} comes to.
     *
     * @throws KafkaFailureException if it fails, or is not done within {@code patience}
     */
    public static <T> T await(KafkaFuture<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw of(kafka);
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException(
                    "Kafka gave no answer within %d ms.".formatted(patience.toMillis()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /**
     * A {@link KafkaFailureException} of what a client or its constructor threw. A failure that is
     * an answer of its own, that a topic exists for one, comes back as it is.
     */
    public static RuntimeException of(KafkaException failure) {
        return switch (failure) {
            case SslAuthenticationException e ->
                    new KafkaRefusedException(
                            "Expected a TLS connection to Kafka that both sides trust"
                                    + " (ssl.* of media.kafka.client), but: "
                                    + sentence(root(e)),
                            e);
            case AuthenticationException e ->
                    new KafkaRefusedException(
                            "Expected Kafka to take our credentials"
                                    + " (sasl.* of media.kafka.client), but: "
                                    + sentence(e),
                            e);
            case AuthorizationException e ->
                    new KafkaRefusedException(
                            "Expected Kafka to let this client look at its topics and create what"
                                    + " is missing, but: "
                                    + sentence(e),
                            e);
            case PolicyViolationException e ->
                    new KafkaRefusedException(
                            "Expected Kafka to create topics as they are planned, but: "
                                    + sentence(e),
                            e);
            case UnsupportedVersionException e ->
                    new KafkaRefusedException(
                            "Expected a Kafka that knows our calls, but: " + sentence(e), e);
            case InvalidReplicationFactorException e ->
                    new KafkaUnavailableException(
                            "Kafka has not enough brokers yet for the replication factor"
                                    + " (media.replication): "
                                    + sentence(e),
                            e);
            case RetriableException e ->
                    new KafkaUnavailableException("Kafka is not reachable yet: " + sentence(e), e);
            case ConfigException e -> notMade(e);
            // What a constructor throws has no class of its own.
            default -> failure.getClass() == KafkaException.class ? notMade(failure) : failure;
        };
    }

    /**
     * Why no client was made, in Kafka's own words only: they hide passwords, which those of a
     * parser of JAAS lines do not.
     */
    private static KafkaFailureException notMade(KafkaException failure) {
        var innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException kafka) {
                innermost = kafka;
            }
        }
        var words = sentence(innermost);
        if (words.startsWith("No resolvable bootstrap urls")) {
            // Names of brokers that have not started yet do not resolve in a container network.
            return new KafkaUnavailableException(
                    "Kafka is not reachable yet: none of the names in bootstrap.servers resolves.",
                    failure);
        }
        var root = root(failure);
        return new KafkaSettingsException(
                "Expected client settings that Kafka can use (media.kafka.client), but: "
                        + words
                        + (root instanceof KafkaException
                                ? ""
                                : " (" + root.getClass().getSimpleName() + ")"));
    }

    private static Throwable root(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String sentence(Throwable failure) {
        var message = String.valueOf(failure.getMessage()).strip();
        return message.endsWith(".") ? message : message + ".";
    }
}
