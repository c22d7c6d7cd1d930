package video.divine.media.service.registry;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.schemas.registry.RegistryClientSettings;
import video.divine.media.schemas.registry.RegistryClientSettings.BasicCredentials;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * The schema registry, {@code media.registry}.
 *
 * @param url base URLs of Confluent's API, tried in turn; a path is kept
 * @param user of HTTP Basic, if any
 */
public record RegistryProperties(
        @DefaultValue({}) List<String> url, @Nullable String user, @Nullable String password) {
    /**
     * Checked.
     *
     * @throws IllegalArgumentException where they name no registry
     */
    public RegistryClientSettings settings() {
        if (url.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected media.registry.url (MEDIA_REGISTRY_URL), but there is none");
        }
        var settings =
                RegistryClientSettings.of(
                        url.stream().map(RegistryProperties::uri).toArray(URI[]::new));
        return user == null || user.isEmpty()
                ? settings
                : settings.withCredentials(
                        new BasicCredentials(user, password == null ? "" : password));
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
