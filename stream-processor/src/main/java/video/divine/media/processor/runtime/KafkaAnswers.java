package video.divine.media.processor.runtime;

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

/** Waits for Kafka, and tells what time cures from what somebody has to change. */
final class KafkaAnswers {
    private final Duration patience;

    KafkaAnswers(Duration patience) {
        this.patience = patience;
    }

    /**
     * @throws KafkaUnavailableException if it may come later
     * @throws KafkaRefusedException if it will not
     */
    <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw told(kafka);
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

    /** What becomes of a failed call; a failure that is neither is given back as it is. */
    static RuntimeException told(KafkaException failure) {
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
            default -> failure;
        };
    }

    /**
     * Why no client was made. Only a {@link ConfigException} is quoted: it hides passwords, which a
     * parser of JAAS lines does not.
     */
    static TopicProvisioningException notMade(KafkaException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigException wrong) {
                var reason = sentence(wrong);
                // Names of brokers that have not started yet do not resolve in a container network.
                return reason.startsWith("No resolvable bootstrap urls")
                        ? new KafkaUnavailableException(
                                "Kafka is not reachable yet: none of the names in"
                                        + " bootstrap.servers resolves.",
                                failure)
                        : new KafkaRefusedException(unusable() + reason, null);
            }
        }
        return new KafkaRefusedException(
                unusable() + root(failure).getClass().getSimpleName() + ".", null);
    }

    private static String unusable() {
        return "Expected client settings that Kafka can use (media.kafka.client), but: ";
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
