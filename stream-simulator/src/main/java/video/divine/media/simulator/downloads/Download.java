package video.divine.media.simulator.downloads;

/**
 * One download that was asked for.
 *
 * @param percent 0 to 100, of the file that is made
 */
public record Download(DownloadKind kind, Status status, double percent) {
    public enum Status {
        IN_PROGRESS("inprogress"),
        READY("ready"),
        ERROR("error");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
