// node tus.js resume LOCATION FILE
//   Uploads to a link it was given, aborts in the middle, and resumes; prints {abortedAt, resumedAt}.
// node tus.js create ENDPOINT FILE
//   Makes the upload with the account's token, and is cut off; prints {uid, retries}.
import { createReadStream, statSync } from 'node:fs';

import * as tus from 'tus-js-client';

const [task, url, file] = process.argv.slice(2);
const chunkSize = 5_242_880;
const options = { chunkSize, uploadSize: statSync(file).size, retryDelays: [50, 100, 200] };

/** Ends as the upload does; `begin` may stop it before. */
function upload(more, begin = () => {}) {
    return new Promise((resolve, reject) => {
        const running = new tus.Upload(createReadStream(file), {
            ...options,
            ...more,
            onError: reject,
            onSuccess: () => resolve(running),
            onProgress: (sent) => begin(running, sent, resolve),
        });
        running.start();
    });
}

async function resume() {
    let abortedAt = 0;
    await upload({ uploadUrl: url }, (running, sent, resolve) => {
        if (abortedAt === 0 && sent > 2.5 * chunkSize) {
            abortedAt = sent;
            running.abort().then(resolve);
        }
    });
    let resumedAt;
    await upload({
        uploadUrl: url,
        onAfterResponse: (request, response) => {
            if (request.getMethod() === 'HEAD') {
                resumedAt = Number(response.getHeader('Upload-Offset'));
            }
        },
    });
    return { abortedAt, resumedAt };
}

async function create() {
    let uid;
    let retries = 0;
    await upload({
        endpoint: url,
        headers: { Authorization: 'Bearer local' },
        metadata: { name: 'from JavaScript', maxDurationSeconds: '60' },
        onBeforeRequest: (request) => {
            retries += request.getMethod() === 'HEAD' ? 1 : 0;
        },
        onAfterResponse: (request, response) => {
            uid ??= response.getHeader('stream-media-id');
        },
    });
    return { uid, retries };
}

console.log(JSON.stringify(await { resume, create }[task]()));
// An upload that was aborted while its connection was being made anew may leave a socket behind.
process.exit();
