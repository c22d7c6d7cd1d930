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

    private static final int MISUSED = 2;
    private static final String USAGE =
            """
            usage: divine-media [--media.SETTING=VALUE ...]   the service, everything in one process
                   divine-media nip98 ...                     an Authorization header (NIP-98)
                   divine-media sample-video FILE.mp4         six seconds to upload
            Settings are environment variables, too: README.md lists them.""";

    /** Starts the service, or runs a small command. */
    public static void main(String[] arguments) {
        var words = Arrays.asList(arguments);
        var rest = words.subList(Math.min(1, words.size()), words.size());
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "nip98" ->
                    System.exit(
                            Nip98Command.run(
                                    rest.toArray(String[]::new),
                                    System.out,
                                    System.err,
                                    System.getenv(),
                                    InstantSource.system()));
            case "sample-video" -> System.exit(SampleVideo.run(rest, System.out, System.err));
            default -> {
                if (!words.stream().allMatch(word -> word.startsWith("--") && word.contains("="))) {
                    System.err.println(USAGE);
                    System.exit(MISUSED);
                }
                application().run(arguments);
            }
        }
    }

    /** The service as a Spring application, not started. */
    public static SpringApplication application() {
        var application = new SpringApplication(Standalone.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(StandaloneDefaults.properties());
        application.addInitializers(context -> DataHome.of(context.getEnvironment()));
        application.addInitializers(new SimulatedStream(), new KeptToken());
        application.addListeners(new Tour(System.out));
        return application;
    }
}
