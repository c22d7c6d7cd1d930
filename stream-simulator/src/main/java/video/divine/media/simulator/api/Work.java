package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;

import java.io.IOException;

/** What a request has done, or why it has not; blocks. */
interface Work {
    Decoded<JsonNode> run() throws IOException;

    /** The envelope around what the work comes to. */
    static Mono<ServerResponse> answer(Scheduler files, Work work) {
        return Uninterrupted.call(files, work::run)
                .flatMap(answer -> answer.fold(Envelope::success, Envelope::refused));
    }
}
