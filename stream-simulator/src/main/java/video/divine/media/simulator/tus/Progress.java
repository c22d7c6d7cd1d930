package video.divine.media.simulator.tus;

/**
 * How far an upload has come.
 *
 * @param length bytes, of the whole file
 * @param offset bytes, that are on the disk
 */
record Progress(long length, long offset) {
    long remaining() {
        return length - offset;
    }

    boolean isComplete() {
        return offset == length;
    }

    Progress plus(long bytes) {
        return new Progress(length, offset + bytes);
    }
}
