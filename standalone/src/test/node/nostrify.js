import { NIP98Client, NSecSigner } from '@nostrify/nostrify';
import { generateSecretKey } from 'nostr-tools/pure';

import { patientFetch } from './patience.js';

const signer = new NSecSigner(generateSecretKey());
const client = new NIP98Client({ signer, fetch: patientFetch });

export const pubkey = await signer.getPublicKey();

/** The `u` tag is the URL as a Request has it (WHATWG); the `payload` tag hashes the bytes of the body. */
export function signedFetch(method, url, body) {
    if (body === undefined) {
        return client.fetch(url, { method });
    }
    const headers = { 'Content-Type': 'application/json' };
    return client.fetch(url, { method, headers, body: JSON.stringify(body) });
}
