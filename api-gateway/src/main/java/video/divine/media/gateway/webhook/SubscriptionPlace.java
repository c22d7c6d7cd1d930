package video.divine.media.gateway.webhook;

import java.net.URI;
import java.net.URISyntaxException;

/** Where Stream sends its webhooks, as far as is known. */
sealed interface SubscriptionPlace {
    /** Stream did not say yet. */
    record Unknown() implements SubscriptionPlace {}

    /** To this service. */
    record Here() implements SubscriptionPlace {}

    /** Stream has no subscription. */
    record Nowhere() implements SubscriptionPlace {}

    /**
     * To somebody else.
     *
     * @param shown the URL without what may be a secret
     */
    record Elsewhere(String shown) implements SubscriptionPlace {}

    /** Where {@code stated} is, for whom {@code ours} is here. */
    static SubscriptionPlace of(String stated, URI ours) {
        try {
            var url = new URI(stated);
            return url.equals(ours) ? new Here() : new Elsewhere(shown(url));
        } catch (URISyntaxException e) {
            return new Elsewhere("what is no URL");
        }
    }

    /** Scheme, host, port and path: user info and query may hold a password. */
    static String shown(URI url) {
        var port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
    }
}
