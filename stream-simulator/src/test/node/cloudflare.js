// node cloudflare.js API ACCOUNT TOKEN CLIP HOOK
// Makes the calls of Cloudflare's own SDK for Stream; prints the uid of the clip that it leaves.
import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import Cloudflare, { BadRequestError, NotFoundError, PermissionDeniedError } from 'cloudflare';

const [baseURL, account_id, apiToken, clip, hook] = process.argv.slice(2);
const client = new Cloudflare({ apiToken, baseURL, maxRetries: 0 });
const { stream } = client;
const account = { account_id };

/** Asks again until the answer is as wanted: an end is all that can be known of other processes. */
async function until(wanted, ask) {
    const deadline = Date.now() + 30_000;
    for (;;) {
        const answer = await ask();
        if (wanted(answer)) {
            return answer;
        }
        assert.ok(Date.now() < deadline, JSON.stringify(answer));
        await pause(50);
    }
}

const ended = ({ status: { state } }) => state === 'ready' || state === 'error';

async function all(pages) {
    const items = [];
    for await (const item of pages) {
        items.push(item);
    }
    return items;
}

// Direct upload.
const ticket = await stream.directUpload.create({
    ...account,
    maxDurationSeconds: 60,
    creator: 'alice',
    meta: { name: 'the original' },
});
assert.match(ticket.uid, /^[0-9a-f]{32}$/);
const form = new FormData();
form.set('file', await openAsBlob(clip, { type: 'video/mp4' }), 'clip.mp4');
const upload = await fetch(ticket.uploadURL, { method: 'POST', body: form });
assert.equal(upload.status, 200, await upload.text());
const { uid } = ticket;
const video = await until(ended, () => stream.get(uid, account));
assert.equal(video.status.state, 'ready');
assert.equal(video.readyToStream, true);
assert.equal(video.creator, 'alice');

// tus: the SDK begins the upload, and leaves the rest to clients of tus.
const bytes = await readFile(clip);
const base64 = text => Buffer.from(text).toString('base64');
const begun = await stream.create({
    ...account,
    direct_user: true,
    'Tus-Resumable': '1.0.0',
    'Upload-Length': bytes.length,
    'Upload-Creator': 'carol',
    'Upload-Metadata': `name ${base64('in chunks')},maxdurationseconds ${base64('60')}`,
}).asResponse();
assert.equal(begun.status, 201);
const chunk = await fetch(begun.headers.get('location'), {
    method: 'PATCH',
    headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Offset': '0',
        'Content-Type': 'application/offset+octet-stream',
    },
    body: bytes,
});
assert.equal(chunk.status, 204, await chunk.text());
const resumable = begun.headers.get('stream-media-id');
const sent = await until(ended, () => stream.get(resumable, account));
assert.equal(sent.status.state, 'ready');
assert.equal(sent.creator, 'carol');
assert.equal(sent.meta.name, 'in chunks');

// Copy, from an origin that knows ranges.
const origin = createServer((request, response) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [first, last] = range ? [Number(range[1]), Number(range[2])] : [0, bytes.length - 1];
    const part = bytes.subarray(first, last + 1);
    const headers = { 'Content-Length': part.length };
    if (range) {
        headers['Content-Range'] = `bytes ${first}-${last}/${bytes.length}`;
    }
    response.writeHead(range ? 206 : 200, headers);
    response.end(request.method === 'HEAD' ? undefined : part);
});
await new Promise(listening => origin.listen(0, '127.0.0.1', listening));
const input = `http://127.0.0.1:${origin.address().port}/clip.mp4`;
const copy = await stream.copy.create({
    ...account,
    input,
    meta: { name: 'a copy' },
    'Upload-Creator': 'dave',
});
assert.equal(copy.status.state, 'downloading');
const fetched = await until(ended, () => stream.get(copy.uid, account));
assert.equal(fetched.status.state, 'ready');
assert.equal(fetched.creator, 'dave');
assert.equal(fetched.size, bytes.length);
assert.equal(fetched.meta['downloaded-from'], input);
origin.closeAllConnections();
origin.close();

// Storage.
const usage = await stream.videos.storageUsage(account);
assert.equal(usage.videoCount, 3);
assert.ok(usage.totalStorageMinutes > 0);
assert.ok(usage.totalStorageMinutesLimit > usage.totalStorageMinutes);
const usageOfOne = await stream.videos.storageUsage({ ...account, creator: 'dave' });
assert.equal(usageOfOne.creator, 'dave');
assert.equal(usageOfOne.videoCount, 1);
await stream.delete(resumable, account);
await stream.delete(copy.uid, account);
assert.equal((await stream.videos.storageUsage(account)).videoCount, 1);

// List and edit.
const listed = await all(stream.list({ ...account, status: 'ready', include_counts: true }));
assert.deepEqual(listed.map(it => it.uid), [uid]);
const edited = await stream.edit(uid, {
    ...account,
    uid,
    meta: { name: 'edited' },
    creator: 'bob',
    requireSignedURLs: true,
    allowedOrigins: ['*.example.com'],
    thumbnailTimestampPct: 0.25,
    maxDurationSeconds: 90,
    publicDetails: { title: 'a title' },
});
assert.equal(edited.meta.name, 'edited');
assert.equal(edited.requireSignedURLs, true);
assert.deepEqual(edited.allowedOrigins, ['*.example.com']);
assert.equal(edited.publicDetails.title, 'a title');
assert.deepEqual(await stream.get(uid, account), edited);

// Keys and tokens.
const key = await stream.keys.create({ ...account, body: {} });
assert.match(Buffer.from(key.pem, 'base64').toString(), /^-----BEGIN RSA PRIVATE KEY-----\n/);
assert.equal(JSON.parse(Buffer.from(key.jwk, 'base64')).kid, key.id);
assert.ok((await all(stream.keys.get(account))).some(({ id }) => id === key.id));
const { token } = await stream.token.create(uid, account);
const signed = await stream.token.create(uid, {
    ...account,
    id: key.id,
    pem: key.pem,
    exp: Math.floor(Date.now() / 1000) + 600,
    downloadable: true,
    accessRules: [{ type: 'any', action: 'allow' }],
});
const delivery = new URL(video.playback.hls).origin;
const headers = { origin: 'https://a.example.com' };
const status = async (name, path) => (await fetch(`${delivery}/${name}/${path}`, { headers })).status;
assert.equal(await status(uid, 'manifest/video.m3u8'), 401);
assert.equal(await status(token, 'manifest/video.m3u8'), 200);
assert.equal(await status(signed.token, 'manifest/video.m3u8'), 200);
assert.equal(await stream.keys.delete(key.id, account), 'Revoked');
assert.equal(await status(signed.token, 'manifest/video.m3u8'), 401);

// Captions, sent as text, which has no file name, and as a file.
const { captions } = stream;
const vtt = 'WEBVTT\n\n00:00.000 --> 00:01.000\nMerhaba\n';
const ofVideo = { ...account, identifier: uid };
const turkish = await captions.language.update('tr', { ...ofVideo, file: vtt });
assert.deepEqual(turkish, {
    language: 'tr',
    label: 'Türkçe',
    generated: false,
    status: 'ready',
});
const file = new File([vtt], 'captions.vtt', { type: 'text/vtt' });
assert.equal((await captions.language.update('de', { ...ofVideo, file })).label, 'Deutsch');
assert.equal((await captions.language.create('en', ofVideo)).status, 'inprogress');
const generated = await until(
    it => it.status === 'ready',
    () => captions.language.get('en', ofVideo),
);
assert.equal(generated.generated, true);
assert.deepEqual((await all(captions.get(uid, account))).map(it => it.language), [
    'de',
    'en',
    'tr',
]);
assert.equal(await captions.language.vtt.get('de', ofVideo), vtt);
// A form ends the lines of its texts in its own way, which WebVTT allows.
assert.equal(await captions.language.vtt.get('tr', ofVideo), vtt.replaceAll('\n', '\r\n'));
assert.equal(await captions.language.delete('tr', ofVideo), '');
await assert.rejects(captions.language.get('tr', ofVideo), NotFoundError);

// Downloads; the SDK has no method for the sound.
const asked = await stream.downloads.create(uid, { ...account, body: {} });
assert.equal(typeof asked.default.percentComplete, 'number');
await client.post(`/accounts/${account_id}/stream/${uid}/downloads/audio`);
const made = await until(
    it => it.default.status === 'ready' && it.audio.status === 'ready',
    () => stream.downloads.get(uid, account),
);
assert.equal(new URL(made.default.url).pathname, `/${uid}/downloads/default.mp4`);
assert.equal(await status(token, 'downloads/default.mp4'), 403);
assert.equal(await stream.downloads.delete(uid, account), '');

// Clip.
const part = await stream.clip.create({
    ...account,
    clippedFromVideoUID: uid,
    startTimeSeconds: 0,
    endTimeSeconds: 1,
});
assert.equal(part.clippedFrom, uid);
assert.equal((await until(ended, () => stream.get(part.uid, account))).status.state, 'ready');

// Embed and webhook.
assert.match(await stream.embed.get(uid, account), /<iframe/);
const subscribed = await stream.webhooks.update({ ...account, notification_url: hook });
assert.equal(subscribed.notification_url, hook);
assert.equal((await stream.webhooks.get(account)).secret, subscribed.secret);
assert.equal(await stream.webhooks.delete(account), '');

// Delete, and what the SDK makes of refusals.
await stream.delete(uid, account);
await assert.rejects(stream.get(uid, account), failure => {
    assert.ok(failure instanceof NotFoundError);
    assert.equal(failure.errors[0].code, 10003);
    return true;
});
await assert.rejects(
    stream.directUpload.create({ ...account, maxDurationSeconds: 0 }),
    BadRequestError,
);
const stranger = new Cloudflare({ apiToken: 'wrong', baseURL, maxRetries: 0 });
await assert.rejects(stranger.stream.get(uid, account), PermissionDeniedError);

console.log(JSON.stringify({ uid: part.uid }));
