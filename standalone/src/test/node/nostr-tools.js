import { getToken } from 'nostr-tools/nip98';
import { finalizeEvent, generateSecretKey, getPublicKey } from 'nostr-tools/pure';

import { patientFetch } from './patience.js';

const secretKey = generateSecretKey();

export const pubkey = getPublicKey(secretKey);

/** The `u` tag is the URL as it stands; the `payload` tag hashes what JSON.stringify makes of the body. */
export async function signedFetch(method, url, body, idempotencyKey) {
    const sign = event => finalizeEvent(event, secretKey);
    const headers = { Authorization: await getToken(url, method, sign, true, body) };
    if (idempotencyKey !== undefined) {
        headers['Idempotency-Key'] = idempotencyKey;
    }
    if (body === undefined) {
        return patientFetch(url, { method, headers });
    }
    headers['Content-Type'] = 'application/json';
    return patientFetch(url, { method, headers, body: JSON.stringify(body) });
}
