import { functionNameIn } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { EventInvokeConfig } from '../model.ts';
import type { Declared } from './declared.ts';
import { readDestination } from './destinations.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';

export const EVENT_INVOKE_CONFIG: ResourceKind = {
  type: 'AWS::Lambda::EventInvokeConfig',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: {
    acted: words(`DestinationConfig.OnFailure.Destination DestinationConfig.OnSuccess.Destination FunctionName
      MaximumEventAgeInSeconds MaximumRetryAttempts Qualifier`),
    withoutLocalEffect: [],
  },
  uniqueName: false,
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html, by the function's name. */
export function readEventInvokeConfigs(declared: Declared, ignored: IgnoredList): Map<string, EventInvokeConfig> {
  const configs = new Map<string, EventInvokeConfig>();
  for (const resource of declared.ofTypes(EVENT_INVOKE_CONFIG.type)) {
    const { properties } = resource;
    const functionName = properties.requiredText('FunctionName');
    const onSuccessArn = readDestination(resource, 'OnSuccess', declared, ignored);
    const onFailureArn = readDestination(resource, 'OnFailure', declared, ignored);
    if (functionName === undefined) continue;
    configs.set(functionNameIn(functionName), {
      maximumRetryAttempts: properties.integer('MaximumRetryAttempts', 0, 2) ?? 2,
      maximumEventAgeSeconds: properties.integer('MaximumEventAgeInSeconds', 60, 21_600) ?? 21_600,
      ...(onSuccessArn === undefined ? {} : { onSuccessArn }),
      ...(onFailureArn === undefined ? {} : { onFailureArn }),
    });
  }
  return configs;
}
