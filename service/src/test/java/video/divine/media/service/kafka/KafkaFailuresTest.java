package video.divine.media.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.Test;

import java.io.IOException;

class KafkaFailuresTest {
    @Test
    void whatTimeCures() {
        assertThat(KafkaFailures.of(new TimeoutException("Timed out waiting for a node")))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessage("Kafka is not reachable yet: Timed out waiting for a node.");
        assertThat(KafkaFailures.of(new InvalidReplicationFactorException("3 of 1")))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessage(
                        "Kafka has not enough brokers yet for the replication factor"
                                + " (media.replication): 3 of 1.");
        assertThat(
                        KafkaFailures.of(
                                new KafkaException(
                                        "Failed to construct kafka consumer",
                                        new ConfigException(
                                                "No resolvable bootstrap urls given in"
                                                        + " bootstrap.servers"))))
                .isInstanceOf(KafkaUnavailableException.class);
    }

    @Test
    void whatSomebodyHasToChange() {
        assertThat(KafkaFailures.of(new SaslAuthenticationException("Invalid credentials")))
                .isInstanceOf(KafkaRefusedException.class)
                .hasMessage(
                        "Expected Kafka to take our credentials (sasl.* of media.kafka.client),"
                                + " but: Invalid credentials.");
        assertThat(
                        KafkaFailures.of(
                                new SslAuthenticationException(
                                        "SSL handshake failed",
                                        new IOException("PKIX path building failed"))))
                .isInstanceOf(KafkaRefusedException.class)
                .hasMessage(
                        "Expected a TLS connection to Kafka that both sides trust (ssl.* of"
                                + " media.kafka.client), but: PKIX path building failed.");
        assertThat(KafkaFailures.of(new ClusterAuthorizationException("Not allowed.")))
                .isInstanceOf(KafkaRefusedException.class)
                .hasMessageEndingWith("but: Not allowed.");
        assertThat(KafkaFailures.of(new PolicyViolationException("No")))
                .isInstanceOf(KafkaRefusedException.class);
    }

    @Test
    void settingsThatMakeNoClientAreNotRepeated() {
        assertThat(
                        KafkaFailures.of(
                                new KafkaException(
                                        "Failed to construct kafka consumer",
                                        new IllegalArgumentException(
                                                "Value not specified for key 'hunter2'"))))
                .isInstanceOf(KafkaSettingsException.class)
                .hasMessage(
                        "Expected client settings that Kafka can use (media.kafka.client), but:"
                                + " Failed to construct kafka consumer. (IllegalArgumentException)")
                .hasNoCause();
    }

    @Test
    void answersOfTheirOwnAreLeft() {
        var exists = new TopicExistsException("media.videos");

        assertThat(KafkaFailures.of(exists)).isSameAs(exists);
    }
}
