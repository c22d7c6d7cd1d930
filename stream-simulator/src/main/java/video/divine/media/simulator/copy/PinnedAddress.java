package video.divine.media.simulator.copy;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Resolves every name to the one address that was found good. */
final class PinnedAddress extends AddressResolverGroup<InetSocketAddress> {
    private final InetAddress address;

    PinnedAddress(InetAddress address) {
        this.address = address;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetSocketAddressResolver(executor, new Pinned(executor));
    }

    private final class Pinned extends InetNameResolver {
        private Pinned(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
            promise.setSuccess(address);
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            promise.setSuccess(List.of(address));
        }
    }
}
