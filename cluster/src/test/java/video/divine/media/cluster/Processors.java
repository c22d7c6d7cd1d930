package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

import video.divine.media.avro.read.ReadAnswer;
import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.avro.read.StoresHere;
import video.divine.media.avro.read.StoresOfGroup;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.HttpSchemaRegistry;
import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.standalone.endtoend.RunningService;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the processors say of their stores, asked as gateways ask. */
final class Processors {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final List<String> urls;
    private final String registryUrl;

    Processors(Cluster cluster) {
        urls = cluster.processors();
        registryUrl = cluster.topics().registryUrl();
    }

    /** The node that runs a partition of a group; empty while none or more than one says so. */
    Optional<String> activeOf(StoreGroup group, int partition) {
        var active = having(group, partition, ReplicaRole.ACTIVE);
        return active.size() == 1 ? Optional.of(active.getFirst()) : Optional.empty();
    }

    /** The nodes on which a partition of a group is in this role. */
    List<String> having(StoreGroup group, int partition, ReplicaRole role) {
        return IntStream.range(0, urls.size())
                .filter(
                        i ->
                                of(group, stores(urls.get(i))).getReplicas().stream()
                                        .anyMatch(
                                                it ->
                                                        it.getPartition() == partition
                                                                && it.getRole() == role))
                .mapToObj(i -> "processor-" + (i + 1))
                .toList();
    }

    /** Whether every partition has a running active, and a standby that is hardly behind. */
    boolean areComplete(long maxLag) {
        var all = urls.stream().map(this::stores).toList();
        return List.of(StoreGroup.CLAIMS, StoreGroup.VIDEOS, StoreGroup.PUBLISHERS).stream()
                .allMatch(
                        group ->
                                IntStream.range(0, of(group, all.getFirst()).getPartitions())
                                        .allMatch(
                                                partition ->
                                                        isComplete(all, group, partition, maxLag)));
    }

    private static boolean isComplete(
            List<StoresHere> all, StoreGroup group, int partition, long maxLag) {
        var replicas =
                all.stream()
                        .flatMap(it -> of(group, it).getReplicas().stream())
                        .filter(it -> it.getPartition() == partition)
                        .toList();
        return replicas.stream().anyMatch(it -> it.getRole() == ReplicaRole.ACTIVE)
                && replicas.stream()
                        .anyMatch(
                                it ->
                                        it.getRole() == ReplicaRole.STANDBY
                                                && it.getLag() != null
                                                && it.getLag() <= maxLag);
    }

    /** The partition of a key in a group, as Kafka's default partitioner has it. */
    int partition(StoreGroup group, String key) {
        var partitions = of(group, stores(urls.getFirst())).getPartitions();
        return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
    }

    private static StoresOfGroup of(StoreGroup group, StoresHere stores) {
        return stores.getGroups().stream()
                .filter(it -> it.getGroup() == group)
                .findFirst()
                .orElseThrow();
    }

    private StoresHere stores(String url) {
        var request =
                HttpRequest.newBuilder(URI.create(url + ReadProtocol.STORES))
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + RunningService.INTERNAL_TOKEN)
                        .build();
        try (var registry =
                        new HttpSchemaRegistry(
                                RegistryClientSettings.of(URI.create(registryUrl)),
                                InstantSource.system());
                var serde = AvroSerde.forValues(ReadAnswer.class, registry)) {
            var response = http.send(request, BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).as("%s", url).isEqualTo(200);
            var answer = serde.deserializer().deserialize(ReadProtocol.TOPIC, response.body());
            return (StoresHere) answer.getBody();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
