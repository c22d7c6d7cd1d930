// node lifecycle.js CLIP UPLOADS
// Loads the service that the environment (MEDIA_…_PORT) names while its simulated Stream misbehaves,
// waits until every video has ended, and holds each against what Stream has. Started by
// bench/lifecycle.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { signedFetch } from './nostr-tools.js';
import { readyRecords } from './ready-records.js';

const [clip, count] = process.argv.slice(2);
const uploads = Number(count);
const env = process.env;
const api = `http://127.0.0.1:${env.MEDIA_PORT}`;
const stream = `http://127.0.0.1:${env.MEDIA_SIMULATOR_PORT}`;
const limit = Number(env.MEDIA_STREAM_CALLS_PER_FIVE_MINUTES);
const AT_ONCE = 24;
// Cloudflare encodes 120 at once and refuses tickets beyond.
const UNDER_WAY = 90;
const ENDS = new Set(['ready', 'failed', 'expired', 'deleted']);
// Of each two videos the first alone can be held back: 0.4 reorders a fifth of the notices.
const FAULTS = {
    seed: 20261121,
    webhook: { drop: 0.2, duplicate: 0.2, reorder: 0.4, delayMs: 2000 },
    api: { error5xx: 0.05, rate429: 0.005 },
};

const began = Date.now();
const videos = new Map();
const answers = new Map();
const seconds = () => ((Date.now() - began) / 1000).toFixed(0);
const tell = line => console.error(`${seconds().padStart(5)} s  ${line}`);

async function awaitReady() {
    while (true) {
        const ready = await fetch(`${api}/readyz`).then(answer => answer.ok, () => false);
        if (ready) {
            return;
        }
        await sleep(200);
    }
}

/** What each upload is to become: every 33rd is no video, every 37th never comes, every 50th is deleted. */
function fateOf(index) {
    if (index % 33 === 7) {
        return 'failed';
    }
    if (index % 37 === 11) {
        return 'expired';
    }
    return index % 50 === 3 ? 'deleted' : 'ready';
}

/** Patient with 502 and 503, which say that the same request may be repeated. */
async function insist(method, url, body, key) {
    while (true) {
        const answer = await signedFetch(method, url, body, key);
        answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
        if (answer.status !== 502) {
            return answer;
        }
        await answer.arrayBuffer();
        await sleep(1000 * Number(answer.headers.get('Retry-After') ?? 1));
    }
}

async function upload(index, video, file) {
    const key = randomUUID();
    const answer = await insist('POST', `${api}/v1/videos`, { vineId: key }, key);
    assert.equal(answer.status, 201, await answer.clone().text());
    const { uid, uploadURL } = await answer.json();
    const fate = fateOf(index);
    videos.set(uid, { fate, status: 'pending_upload' });
    if (fate === 'expired') {
        return;
    }
    const form = new FormData();
    form.set('file', fate === 'failed' ? file : video, 'clip.mp4');
    const sent = await fetch(uploadURL, { method: 'POST', body: form });
    await sent.arrayBuffer();
}

const running = () =>
    [...videos.values()].filter(({ fate, status }) => fate !== 'expired' && !ENDS.has(status)).length;

async function look(uid, known) {
    const answer = await fetch(`${api}/v1/videos/${uid}`);
    const { status } = await answer.json();
    if (answer.status === 200 || answer.status === 410) {
        known.status = status;
    }
    if (known.fate === 'deleted' && status === 'ready' && !known.wished) {
        known.wished = true;
        known.wasReady = true;
        const gone = await insist('DELETE', `${api}/v1/videos/${uid}`);
        assert.equal(gone.status, 202, await gone.text());
        known.status = 'deleting';
    }
}

/** Asks the service, not Stream, until `isDone`. */
async function watch(isDone) {
    while (!isDone()) {
        for (const [uid, known] of videos) {
            if (!ENDS.has(known.status) || (known.fate === 'deleted' && known.status !== 'deleted')) {
                await look(uid, known);
            }
        }
        await sleep(500);
    }
}

const hasEnded = ({ fate, status }) => ENDS.has(status) && (fate !== 'deleted' || status !== 'ready');

/** `name{labels} value` lines of /metrics, summed. */
async function metric(name, isCounted = () => true) {
    const text = await (await fetch(`${api}/metrics`)).text();
    return text
        .split('\n')
        .filter(line => line.startsWith(name) && isCounted(line))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Those outcomes are refusals of our own: Stream never heard of the call. */
const wasSent = line => !/outcome="(budget_spent|breaker_open|no_connection|out_of_time)"/.test(line);

const samples = [];
async function sampleCalls() {
    while (true) {
        samples.push([Date.now(), await metric('media_stream_calls_seconds_count', wasSent)]);
        await sleep(1000);
    }
}

/** The most that Stream counted in one of its windows, with these; answers say what is left. */
let counted = 0;
async function sampleCount() {
    while (true) {
        const answer = await fetch(`${stream}/client/v4/accounts/local/stream?limit=1`, {
            headers: { Authorization: 'Bearer local' },
        });
        await answer.arrayBuffer();
        const left = /;r=(\d+)/.exec(answer.headers.get('Ratelimit') ?? '');
        assert.ok(left, `Stream says how many calls are left: ${answer.status}`);
        counted = Math.max(counted, limit - Number(left[1]));
        await sleep(5000);
    }
}

/** The most calls within any five minutes. */
function peak() {
    let most = 0;
    for (const [from, before] of samples) {
        const inWindow = samples.filter(([at]) => at >= from && at <= from + 300_000);
        most = Math.max(most, inWindow.at(-1)[1] - before);
    }
    return most;
}

async function atStream(uids) {
    const found = new Map();
    for (let from = 0; from < uids.length; from += 100) {
        const ids = uids.slice(from, from + 100).join(',');
        const answer = await fetch(`${stream}/client/v4/accounts/local/stream?id=${ids}&limit=1000`, {
            headers: { Authorization: 'Bearer local' },
        });
        for (const { uid, readyToStream, status } of (await answer.json()).result) {
            found.set(uid, readyToStream ? 'ready' : status.state);
        }
    }
    return found;
}

const STREAM_HAS = { ready: 'ready', failed: 'error', expired: undefined, deleted: undefined };

await awaitReady();
tell('ready');
const faults = await fetch(`${stream}/__faults`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(FAULTS),
});
assert.equal(faults.status, 200, await faults.text());
// A count that ends before the run does would be held against the limit all the same.
const sampling = [sampleCalls(), sampleCount()];

const video = await openAsBlob(clip, { type: 'video/mp4' });
const text = new Blob(['this is no video\n'.repeat(99)], { type: 'video/mp4' });
let next = 0;
let allSent = false;
const watching = watch(() => allSent && [...videos.values()].every(hasEnded));
await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
        while (next < uploads) {
            const index = next++;
            while (running() > UNDER_WAY) {
                await sleep(100);
            }
            await upload(index, video, text);
            if ((index + 1) % 100 === 0) {
                tell(`${index + 1} uploads`);
            }
        }
    }),
);
allSent = true;
const sentAfter = seconds();
tell('all sent');
const patience = setInterval(() => tell(`${[...videos.values()].filter(it => !hasEnded(it)).length} to go`), 30_000);
await Promise.race([watching, ...sampling]);
clearInterval(patience);
const endedAfter = seconds();

await fetch(`${stream}/__faults`, { method: 'DELETE' });
const held = await atStream([...videos.keys()]);
const wrong = [...videos].filter(
    ([uid, { fate, status }]) => status !== fate || held.get(uid) !== STREAM_HAS[status],
);
const ready = await readyRecords(`127.0.0.1:${env.MEDIA_KAFKA_PORT}`);
const announced = [...videos].filter(([, { status, wasReady }]) => status === 'ready' || wasReady);
const notOnce = announced.filter(([uid]) => ready.get(uid) !== 1);
const mostCalls = peak();

const ended = Object.fromEntries([...ENDS].map(end => [end, [...videos.values()].filter(({ status }) => status === end).length]));
const rows = {
    uploads,
    'answers of the service': [...answers].map(([status, times]) => `${times} × ${status}`).join(', '),
    'all sent after (s)': sentAfter,
    'all ended after (s)': endedAfter,
    ...ended,
    'not as Stream has it': wrong.length,
    'not exactly once on media.video-ready': notOnce.length,
    'records on media.video-ready': [...ready.values()].reduce((sum, times) => sum + times, 0),
    'webhooks taken': await metric('media_webhooks_total'),
    'calls to Stream': samples.at(-1)[1],
    'most calls in five minutes': mostCalls,
    'most that Stream counted': counted,
    'the limit': limit,
};
for (const [name, value] of Object.entries(rows)) {
    console.log(`${name.padEnd(40)} ${value}`);
}
wrong.slice(0, 10).forEach(([uid, known]) => console.error(uid, known, held.get(uid)));
notOnce.slice(0, 10).forEach(([uid, known]) => console.error(uid, known, ready.get(uid)));
process.exit(wrong.length + notOnce.length === 0 && Math.max(mostCalls, counted) <= limit ? 0 : 1);
