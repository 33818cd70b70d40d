import { type AwsError, unsupported } from '../../../aws/error.ts';
import { type AwsResponse, type AwsService, json, jsonObject } from '../../../aws/http.ts';
import type { Action, Backend } from './action.ts';
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from './buses.ts';
import { Input } from './input.ts';
import { putEvents } from './put-events.ts';
import {
  deleteRule,
  describeRule,
  disableRule,
  enableRule,
  listRuleNamesByTarget,
  listRules,
  putRule,
  testEventPattern,
} from './rules.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { listTargetsByRule, putTargets, removeTargets } from './targets.ts';

const TARGET_PREFIX = 'AWSEvents.';
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

export const ACTIONS: Readonly<Record<string, Action>> = {
  CreateEventBus: createEventBus,
  DeleteEventBus: deleteEventBus,
  DeleteRule: deleteRule,
  DescribeEventBus: describeEventBus,
  DescribeRule: describeRule,
  DisableRule: disableRule,
  EnableRule: enableRule,
  ListEventBuses: listEventBuses,
  ListRuleNamesByTarget: listRuleNamesByTarget,
  ListRules: listRules,
  ListTagsForResource: listTagsForResource,
  ListTargetsByRule: listTargetsByRule,
  PutEvents: putEvents,
  PutRule: putRule,
  PutTargets: putTargets,
  RemoveTargets: removeTargets,
  TagResource: tagResource,
  TestEventPattern: testEventPattern,
  UntagResource: untagResource,
};

/** EventBridge's API, in JSON 1.1. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export function eventsApi(backend: Backend): AwsService {
  return {
    signingName: 'events',
    actions: Object.keys(ACTIONS).map((name) => `events:${name}`),
    operation(request) {
      const target = request.headers['x-amz-target'] ?? '';
      const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
      const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
      if (action === undefined) throw unsupported('EventBridge', name);
      const { resources, run } = action(new Input(jsonObject(request)), backend, request);
      return { action: `events:${name}`, resources, run: () => json(200, run(), JSON_1_1) };
    },
    renderError,
  };
}

function renderError(error: AwsError): AwsResponse {
  const body = { __type: error.code, message: error.message, ...error.members };
  return json(error.status, body, { ...JSON_1_1, 'x-amzn-errortype': error.code });
}
