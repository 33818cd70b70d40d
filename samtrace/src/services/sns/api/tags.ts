import { AwsError } from '../../../aws/error.ts';
import type { QueryInput } from '../../../aws/query-input.ts';
import { queryList, texts } from '../../../aws/query-protocol.ts';
import type { Backend } from '../backend.ts';
import { invalidParameter } from '../errors.ts';
import type { Action } from './action.ts';
import { required } from './required.ts';

const resource = (input: QueryInput): string => input.text('ResourceArn') ?? '*';

/** https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export const tagResource: Action = {
  resource,
  run(input, backend) {
    const tags = tagsOf(input, backend);
    const added = input.structures('Tags').map((tag) => [required(tag, 'Key'), tag.text('Value') ?? ''] as const);
    if (new Set(added.map(([key]) => key)).size < added.length)
      throw invalidParameter('Duplicated keys are not allowed.');
    for (const [key, value] of added) tags.set(key, value);
    return '';
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export const untagResource: Action = {
  resource,
  run(input, backend) {
    const tags = tagsOf(input, backend);
    for (const key of input.texts('TagKeys')) tags.delete(key);
    return '';
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export const listTagsForResource: Action = {
  resource,
  run: (input, backend) =>
    queryList(
      'Tags',
      Array.from(tagsOf(input, backend), ([Key, Value]) => texts({ Key, Value })),
    ),
};

function tagsOf(input: QueryInput, { store }: Backend): Map<string, string> {
  const arn = required(input, 'ResourceArn');
  const topic = store.topics().find((each) => each.arn === arn);
  if (topic === undefined) throw new AwsError('ResourceNotFound', 'Resource does not exist', { status: 404 });
  return topic.tags;
}
