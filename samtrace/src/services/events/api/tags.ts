import { AwsError } from '../../../aws/error.ts';
import type { EventStore } from '../event-store.ts';
import type { Action } from './action.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
export const tagResource: Action = (input, { store }) => {
  const arn = input.requiredText('ResourceARN');
  return {
    resources: [arn],
    run() {
      const tags = tagsOf(arn, store);
      for (const tag of input.structures('Tags')) tags.set(tag.requiredText('Key'), tag.text('Value') ?? '');
      return {};
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html */
export const untagResource: Action = (input, { store }) => {
  const arn = input.requiredText('ResourceARN');
  return {
    resources: [arn],
    run() {
      const tags = tagsOf(arn, store);
      for (const key of input.texts('TagKeys')) tags.delete(key);
      return {};
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Action = (input, { store }) => {
  const arn = input.requiredText('ResourceARN');
  return {
    resources: [arn],
    run: () => ({ Tags: Array.from(tagsOf(arn, store), ([Key, Value]) => ({ Key, Value })) }),
  };
};

function tagsOf(arn: string, store: EventStore): Map<string, string> {
  const rules = store.buses().flatMap(({ name }) => store.rulesOf(name) ?? []);
  const found = [...store.buses(), ...rules].find((each) => each.arn === arn);
  if (found === undefined) throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist.`);
  return found.tags;
}
