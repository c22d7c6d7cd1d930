import { setTimeout as sleep } from 'node:timers/promises';

/** A fetch that takes 503 for what it is: outcome unknown, repeat the very same request. */
export async function patientFetch(input, init) {
    const request = new Request(input, init);
    while (true) {
        const response = await fetch(request.clone(), { signal: AbortSignal.timeout(30_000) });
        if (response.status !== 503) {
            return response;
        }
        console.error(`503 from ${request.method} ${request.url}: ${await response.text()}`);
        await sleep(1000 * Number(response.headers.get('Retry-After')));
    }
}

/** Asks until the answer is good; whoever runs the script bounds the time. */
export async function until(isGood, ask) {
    while (true) {
        const answer = await ask();
        if (isGood(answer)) {
            return answer;
        }
        await sleep(50);
    }
}
