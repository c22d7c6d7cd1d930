package video.divine.media.simulator.signing;

import java.time.Instant;

/**
 * A key with its private half, which is shown once and kept nowhere.
 *
 * @param pem base64 of the PEM text of PKCS #1
 * @param jwk base64 of the JSON of RFC 7517
 */
public record NewKey(String id, Instant created, String pem, String jwk) {
    @Override
    public String toString() {
        return "NewKey[" + id + "]";
    }
}
