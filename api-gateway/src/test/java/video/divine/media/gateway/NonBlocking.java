package video.divine.media.gateway.cloudflare;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import reactor.blockhound.BlockHound;

/** From here on, a blocking call on an event loop throws. Installing it again changes nothing. */
final class NonBlocking implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        BlockHound.install();
    }
}
