package video.divine.media.standalone;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import video.divine.media.gateway.nostr.Nip98Command;

import java.time.InstantSource;
import java.util.Arrays;

/**
 * The service in one process. {@code nip98 …} and {@code sample-video …} are small commands for the
 * shell, which start no service.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(StandaloneConfiguration.class)
public class Standalone {

    /** Starts the service, or runs a small command. */
    public static void main(String[] arguments) {
        var rest =
                Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case "nip98" ->
                    System.exit(
                            Nip98Command.run(
                                    rest.toArray(String[]::new),
                                    System.out,
                                    System.err,
                                    System.getenv(),
                                    InstantSource.system()));
            case "sample-video" -> System.exit(SampleVideo.run(rest, System.out, System.err));
            default -> application().run(arguments);
        }
    }

    /** The service as a Spring application, not started. */
    public static SpringApplication application() {
        var application = new SpringApplication(Standalone.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(StandaloneDefaults.properties());
        application.addInitializers(context -> DataHome.of(context.getEnvironment()));
        application.addInitializers(new SimulatedStream());
        application.addListeners(new Tour(System.out));
        return application;
    }
}
