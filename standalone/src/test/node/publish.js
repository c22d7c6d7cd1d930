// node publish.js nostr-tools|nostrify API CLIP
// Takes a video from the ticket to the last call about it; prints {uid, pubkey, originalUrl}.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';

import { until } from './patience.js';

const [client, api, clip] = process.argv.slice(2);
const { pubkey, signedFetch } = await import(`./${client}.js`);

async function json(response, status) {
    const text = await response.text();
    assert.equal(response.status, status, `${response.url}: ${response.status} ${text}`);
    return JSON.parse(text);
}

const vineId = `${client}-${randomUUID()}`;
const title = 'Schleife ∞ 🎬';
const request = { vineId, meta: { title } };
const ticket = await json(await signedFetch('POST', `${api}/v1/videos`, request), 201);
assert.equal(ticket.owner, pubkey);

const form = new FormData();
form.set('file', await openAsBlob(clip, { type: 'video/mp4' }), 'clip.mp4');
const upload = await fetch(ticket.uploadURL, { method: 'POST', body: form });
assert.equal(upload.status, 200, await upload.text());

const url = `${api}/v1/videos/${ticket.uid}`;
const video = await until(
    ({ status }) => status === 'ready' || status === 'failed',
    async () => json(await fetch(url), 200),
);
assert.equal(video.status, 'ready', JSON.stringify(video));
assert.equal(video.owner, pubkey);
assert.equal(video.meta.title, title);
const playlist = await fetch(video.hlsUrl);
assert.match(await playlist.text(), /^#EXTM3U/);

const found = await json(await fetch(`${api}/v1/lookup?vineId=${vineId}`), 200);
assert.equal(found.uid, ticket.uid);

const originalUrl = `https://example.com/${vineId}?a=1&b=2`;
const aliases = await json(await signedFetch('POST', `${url}/aliases`, { originalUrl }), 200);
assert.equal(aliases.originalUrl, originalUrl);
const query = new URLSearchParams({ url: originalUrl });
const again = await json(await fetch(`${api}/v1/lookup?${query}`), 200);
assert.equal(again.uid, ticket.uid);

const history = await json(await signedFetch('GET', `${url}/history`), 200);
const types = history.events.map(({ type }) => type);
assert.equal(types.at(0), 'video_registered');
assert.ok(types.includes('video_became_ready') && types.includes('aliases_recorded'), `${types}`);

console.log(JSON.stringify({ uid: ticket.uid, pubkey, originalUrl }));
