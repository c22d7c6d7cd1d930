package video.divine.media.standalone.endtoend;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Hands one running service to every test class that asks for it; a start costs seconds. It is the
 * one in this JVM, unless the class path names another {@link RunningService.Start}.
 */
public final class SharedService implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedService.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningService.class;
    }

    @Override
    public RunningService resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("service", _ -> start(), RunningService.class);
    }

    private static RunningService start() {
        return ServiceLoader.load(RunningService.Start.class)
                .findFirst()
                .orElse(SharedService::startHere)
                .start();
    }

    private static RunningService startHere() {
        try {
            var target = Files.createDirectories(Path.of("target", "end-to-end"));
            return LocalService.start(Files.createTempDirectory(target, "shared"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
