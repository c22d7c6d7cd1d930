package video.divine.media.gateway.configuration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

import tools.jackson.databind.json.JsonMapper;

import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.operator.InternalServer;
import video.divine.media.gateway.query.OperatorReads;
import video.divine.media.service.setting.BadSettingException;

import java.time.InstantSource;

/**
 * The operators' port. Whoever imports it beside {@link GatewayConfiguration} brings the {@link
 * OperatorReads}, and a token: without one there is no start.
 */
@Configuration(proxyBeanMethods = false)
public class OperatorConfiguration {
    @Bean
    InternalServer internalServer(
            GatewayProperties properties,
            OperatorReads reads,
            StreamApi stream,
            Commands commands,
            InstantSource clock,
            JsonMapper json,
            ReactorResourceFactory eventLoops,
            ObjectProvider<NettyServerCustomizer> customizers) {
        return new InternalServer(
                BadSettingException.naming(
                        "media.internal", () -> properties.internal().settings()),
                reads,
                stream,
                commands,
                clock,
                json,
                eventLoops.getLoopResources(),
                customizers.orderedStream().toList());
    }
}
