package video.divine.media.schemas.registry;

/**
 * The subject's compatibility rule forbids this schema (HTTP 409). Data of earlier versions would
 * become unreadable, so the build that carries the schema is wrong.
 */
public final class IncompatibleSchemaException extends SchemaRegistryException {
    private static final long serialVersionUID = 1L;

    private final String subject;

    public IncompatibleSchemaException(String subject, String message) {
        super(message, null);
        this.subject = subject;
    }

    public String subject() {
        return subject;
    }
}
