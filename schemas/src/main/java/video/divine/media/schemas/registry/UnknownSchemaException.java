package video.divine.media.schemas.registry;

/**
 * The registry answered, and has no Avro schema of this id: the bytes that name it cannot be
 * decoded, however often one tries.
 */
public final class UnknownSchemaException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    private final int schemaId;

    public UnknownSchemaException(int schemaId, String message) {
        super(message, null);
        this.schemaId = schemaId;
    }

    public int schemaId() {
        return schemaId;
    }
}
