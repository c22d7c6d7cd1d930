package video.divine.media.service.registry;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.schemas.registry.RegistryClientSettings.BasicCredentials;
import video.divine.media.schemas.registry.TrustedCertificates;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The schema registry, {@code media.registry}.
 *
 * @param url base URLs of Confluent's API, tried in turn; a path is kept
 * @param user of HTTP Basic, if any
 * @param trustStore whose certificates are taken: a file of PKCS #12, JKS or PEM; the JVM's if none
 * @param trustStorePassword of that file, if it has one
 */
public record RegistryProperties(
        @DefaultValue({}) List<String> url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String trustStore,
        @Nullable String trustStorePassword) {
    /**
     * Checked.
     *
     * @throws IllegalArgumentException where they name no registry, or certificates that cannot be
     *     read
     */
    public RegistryClientSettings settings() {
        if (url.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected media.registry.url (MEDIA_REGISTRY_URL), but there is none");
        }
        var settings =
                RegistryClientSettings.of(
                        url.stream().map(RegistryProperties::uri).toArray(URI[]::new));
        var trusting =
                named(trustStore)
                        .map(file -> TrustedCertificates.read(Path.of(file), storePassword()))
                        .map(settings::withTrust)
                        .orElse(settings);
        return named(user)
                .map(it -> new BasicCredentials(it, password == null ? "" : password))
                .map(trusting::withCredentials)
                .orElse(trusting);
    }

    private Optional<String> storePassword() {
        return named(trustStorePassword);
    }

    private static Optional<String> named(@Nullable String text) {
        return Optional.ofNullable(text).filter(it -> !it.isEmpty());
    }

    private static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            // It is not repeated: somebody may have put a password into it.
            throw new IllegalArgumentException(
                    "Expected media.registry.url as http(s)://host[:port][/path], but it is"
                            + " something else");
        }
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "RegistryProperties[" + url.size() + " URLs]";
    }
}
