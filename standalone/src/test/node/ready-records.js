import { randomUUID } from 'node:crypto';

import kafkajs from 'kafkajs';

const TOPIC = 'media.video-ready';

/** How many committed records media.video-ready has of each uid, up to its present end. */
export async function readyRecords(brokers) {
    const kafka = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const unread = new Map();
    for (const { partition, low, high } of await admin.fetchTopicOffsets(TOPIC)) {
        if (BigInt(low) < BigInt(high)) {
            unread.set(partition, BigInt(high) - 1n);
        }
    }
    await admin.disconnect();
    const records = new Map();
    if (unread.size === 0) {
        return records;
    }
    const consumer = kafka.consumer({ groupId: `count-${randomUUID()}`, readUncommitted: false });
    await consumer.connect();
    await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
    await new Promise((resolve, reject) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
        // In batches: the last record of a partition is mostly a transaction's marker.
        consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
            if (BigInt(payload.lastOffset) >= unread.get(payload.partition)) {
                unread.delete(payload.partition);
            }
            if (unread.size === 0) {
                resolve();
            }
        });
        consumer.run({
            eachMessage: async ({ message: { key } }) => {
                const uid = key.toString();
                records.set(uid, (records.get(uid) ?? 0) + 1);
            },
        });
    });
    await consumer.disconnect();
    return records;
}
