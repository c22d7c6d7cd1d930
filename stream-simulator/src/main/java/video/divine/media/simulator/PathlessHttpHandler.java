package video.divine.media.simulator;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;

/**
 * Spring's way from the server to the handlers, except that what it logs names no path: that of an
 * upload is a bearer secret. It must not stand behind Spring's ExceptionHandlingWebHandler, which
 * writes the path into the traces of errors.
 */
final class PathlessHttpHandler extends HttpWebHandlerAdapter {
    PathlessHttpHandler(WebHandler handler) {
        super(handler);
    }

    @Override
    protected String formatRequest(ServerHttpRequest request) {
        return "HTTP " + request.getMethod();
    }
}
