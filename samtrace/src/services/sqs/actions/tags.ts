import type { Action } from '../action.ts';
import { invalidParameter, missingParameter } from '../errors.ts';
import { textMapIn, textsIn } from '../input.ts';

const MAX_TAGS = 50;

export const listQueueTags: Action = {
  run({ store, queueName }) {
    const { tags } = store.record(queueName);
    return Object.keys(tags).length === 0 ? {} : { Tags: tags };
  },
};

export const tagQueue: Action = {
  run({ store, input, queueName }) {
    const record = store.record(queueName);
    const added = textMapIn(input, 'Tags');
    if (Object.keys(added).length === 0) throw missingParameter('Tags');
    const tags = { ...record.tags, ...added };
    if (Object.keys(tags).length > MAX_TAGS) throw invalidParameter(`Too many tags added for queue ${queueName}.`);
    store.put({ ...record, tags });
    return undefined;
  },
};

export const untagQueue: Action = {
  run({ store, input, queueName }) {
    const record = store.record(queueName);
    const removed = new Set(textsIn(input, 'TagKeys'));
    if (removed.size === 0) throw invalidParameter('Tag keys must be between 1 and 128 characters in length.');
    const kept = Object.entries(record.tags).filter(([key]) => !removed.has(key));
    store.put({ ...record, tags: Object.fromEntries(kept) });
    return undefined;
  },
};
