package video.divine.media.gateway;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import reactor.blockhound.BlockHound;

/**
 * A blocking call on an event loop throws, in every test: JUnit finds this class by itself. It must
 * come before the first of such threads, because one that waits for work while it is being guarded
 * takes its own waiting for a blocking call, and never wakes again.
 */
public final class NonBlocking implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        BlockHound.install();
    }
}
