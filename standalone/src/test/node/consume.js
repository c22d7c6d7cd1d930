// node consume.js BROKER,… REGISTRY TOPIC,… UID,…
// Decodes every record of the topics, to their present end, and prints those of the videos: by
// topic, then by uid.
import { randomUUID } from 'node:crypto';

import schemaregistry from '@confluentinc/schemaregistry';
import kafkajs from 'kafkajs';

const { AvroDeserializer, SchemaRegistryClient, SerdeType } = schemaregistry;

const [brokers, registry, ...lists] = process.argv.slice(2);
const [topics, uids] = lists.map(list => list.split(','));
const records = Object.fromEntries(
    topics.map(topic => [topic, Object.fromEntries(uids.map(uid => [uid, []]))]),
);

const client = new SchemaRegistryClient({ baseURLs: [registry] });
const avro = new AvroDeserializer(client, SerdeType.VALUE, {});
const kafka = new kafkajs.Kafka({
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => ({ namespace, log }) => console.error(namespace, log.message),
});

/** The last offset of each partition that has a record at all. */
async function lastOffsets() {
    const admin = kafka.admin();
    await admin.connect();
    const last = new Map();
    for (const topic of topics) {
        for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
            if (BigInt(low) < BigInt(high)) {
                last.set(`${topic}-${partition}`, BigInt(high) - 1n);
            }
        }
    }
    await admin.disconnect();
    return last;
}

const unread = await lastOffsets();
const consumer = kafka.consumer({ groupId: `clients-${randomUUID()}`, readUncommitted: false });
const end = new Promise((resolve, reject) => {
    // Counted in batches: the last record of a partition is mostly a transaction's marker, which
    // eachMessage never sees.
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        const partition = `${payload.topic}-${payload.partition}`;
        if (BigInt(payload.lastOffset) >= unread.get(partition)) {
            unread.delete(partition);
        }
        if (unread.size === 0) {
            resolve();
        }
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
});
await consumer.connect();
await consumer.subscribe({ topics, fromBeginning: true });
await consumer.run({
    eachMessage: async ({ topic, message: { key, value } }) => {
        // A tombstone has nothing to decode.
        const record = value && (await avro.deserialize(topic, value));
        records[topic][key.toString()]?.push(record);
    },
});
await end;
await consumer.disconnect();

console.log(JSON.stringify(records));
