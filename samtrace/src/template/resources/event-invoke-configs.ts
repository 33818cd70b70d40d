import { nameInArn } from '../../aws/arn.ts';
import type { EventInvokeConfig } from '../model.ts';
import type { Declared } from './declared.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';

export const EVENT_INVOKE_CONFIG: ResourceKind = {
  type: 'AWS::Lambda::EventInvokeConfig',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: {
    acted: words(`DestinationConfig.OnFailure.Destination FunctionName MaximumEventAgeInSeconds MaximumRetryAttempts
      Qualifier`),
    withoutLocalEffect: [],
  },
  uniqueName: false,
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html, by the function's name. */
export function readEventInvokeConfigs(declared: Declared): Map<string, EventInvokeConfig> {
  const queues = new Set(declared.ofTypes('AWS::SQS::Queue').map(({ arn }) => arn));
  const configs = new Map<string, EventInvokeConfig>();
  for (const { properties } of declared.ofTypes(EVENT_INVOKE_CONFIG.type)) {
    properties.oneOf('Qualifier', ['$LATEST']);
    const functionName = properties.requiredText('FunctionName');
    const onFailure = properties.nested('DestinationConfig')?.nested('OnFailure');
    const onFailureArn = onFailure?.requiredText('Destination');
    if (onFailureArn !== undefined && !queues.has(onFailureArn)) {
      onFailure?.refuse('Destination', `must be a queue of this template, not ${onFailureArn}.`);
    }
    if (onFailureArn?.endsWith('.fifo')) onFailure?.refuse('Destination', 'must be a standard queue, not a FIFO one.');
    if (functionName === undefined) continue;
    configs.set(nameInArn(functionName), {
      maximumRetryAttempts: properties.integer('MaximumRetryAttempts', 0, 2) ?? 2,
      maximumEventAgeSeconds: properties.integer('MaximumEventAgeInSeconds', 60, 21_600) ?? 21_600,
      ...(onFailureArn === undefined ? {} : { onFailureArn }),
    });
  }
  return configs;
}
