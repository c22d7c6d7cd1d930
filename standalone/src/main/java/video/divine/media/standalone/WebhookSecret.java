package video.divine.media.standalone;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * Simulator and gateway share a webhook secret. Where nobody set one, it is made and kept in the
 * data directory, so that a webhook that was signed before a restart fits after it.
 */
final class WebhookSecret implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String SETTING = "media.webhook.secret";
    private static final int BYTES = 16;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        if (!environment.getProperty(SETTING, "").isBlank()) {
            return;
        }
        var directory = Path.of(environment.getRequiredProperty("media.data-dir"));
        var secret = keptIn(directory.resolve("webhook-secret"));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("kept-secret", Map.of(SETTING, secret)));
    }

    private static String keptIn(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                var bytes = new byte[BYTES];
                new SecureRandom().nextBytes(bytes);
                var ownerOnly =
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"));
                // Under a name of its own until it is whole; a kill may have left one there.
                var draft = file.resolveSibling(file.getFileName() + ".draft");
                Files.deleteIfExists(draft);
                Files.createFile(draft, ownerOnly);
                Files.writeString(draft, HexFormat.of().formatHex(bytes));
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new DataDirectoryException(
                    "The data directory %s cannot be used: %s."
                            .formatted(file.getParent(), e.getMessage()),
                    e);
        }
    }
}
