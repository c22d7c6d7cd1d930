package video.divine.media.standalone;

import video.divine.media.service.log.LogDefaults;

import java.util.HashMap;
import java.util.Map;

/** What the embedded default sets. Every setting that a user makes stands above it. */
final class StandaloneDefaults {
    private StandaloneDefaults() {}

    static Map<String, Object> properties() {
        var defaults = new HashMap<String, Object>(LogDefaults.properties());
        defaults.put("spring.application.name", "divine-media");
        defaults.put("spring.main.log-startup-info", "false");
        defaults.put("media.host", "127.0.0.1");
        defaults.put("media.port", "8080");
        defaults.put("media.data-dir", "./data");
        defaults.put("media.kafka.port", "9092");
        defaults.put("media.registry.port", "8085");
        defaults.put("media.simulator.port", "8090");
        defaults.put("media.simulator.enabled", "true");
        defaults.put(
                "media.public-base-url",
                "http://127.0.0.1:${media.port},http://localhost:${media.port}");
        // It logs at ERROR what its clients are told anyway.
        defaults.put("logging.level.kafka.server.ControllerApis", "OFF");
        defaults.put("logging.level.org.apache.kafka.controller.QuorumController", "ERROR");
        // Two requests of the first start may both want an internal topic made; one of them is
        // late.
        defaults.put("logging.level.kafka.server.DefaultAutoTopicCreationManager", "ERROR");
        return defaults;
    }
}
