package video.divine.media.schemas.registry;

import org.apache.avro.Schema;

/** What a serde needs of a schema registry. Implementations are thread-safe and may block. */
public interface SchemaRegistry {
    /**
     * Gives the id of {@code schema} under {@code subject}, registering it if it is new there.
     *
     * @param subject by TopicNameStrategy: {@code <topic>-key} or {@code <topic>-value}
     * @return the id that goes into the header of each record
     * @throws IncompatibleSchemaException if the subject's rule forbids the schema
     * @throws RegistryUnavailableException if no registry answered; the schema may be registered
     * @throws RegistryRefusedException if the registry refuses to talk to this client
     */
    int register(String subject, Schema schema);

    /**
     * Gives the schema that was registered with this id.
     *
     * @throws UnknownSchemaException if the registry knows no Avro schema of this id
     * @throws RegistryUnavailableException if no registry answered
     * @throws RegistryRefusedException if the registry refuses to talk to this client
     */
    Schema schema(int id);

    /**
     * Learns every version of {@code subject}, so that what was ever written under it can be read
     * while no registry answers. A subject without versions is no error. A registry that is never
     * away has nothing to learn.
     *
     * @throws RegistryUnavailableException if no registry answered
     * @throws RegistryRefusedException if the registry refuses to talk to this client
     */
    default void learn(String subject) {}
}
