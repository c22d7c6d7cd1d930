package video.divine.media.simulator.quota;

/**
 * What is stored.
 *
 * @param seconds open upload links included
 * @param videos of every state
 */
public record StorageUsage(double seconds, int videos) {}
