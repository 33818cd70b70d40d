import { type Account, eventBusArn, nameInArn } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { EventBusResource, EventRuleResource, EventTarget } from '../model.ts';
import { plainJson } from '../plain-json.ts';
import type { Properties } from '../properties.ts';
import type { Declared, DeclaredResource } from './declared.ts';
import { type ReadText, type ResourceKind, words } from './kind.ts';

const DEFAULT_BUS = 'default';

/** Targets of other services are ignored. */
const TARGET_SERVICES = words('events lambda logs sns sqs');

export const EVENT_BUS: ResourceKind = {
  type: 'AWS::Events::EventBus',
  identity: {
    nameProperty: 'Name',
    maxNameLength: 256,
    attributes: (name, account) => ({ Arn: eventBusArn(account, name), Name: name }),
  },
  properties: {
    acted: words('Description Name'),
    withoutLocalEffect: words('DeadLetterConfig KmsKeyIdentifier LogConfig Policy Tags'),
  },
  uniqueName: true,
};

export const EVENT_RULE: ResourceKind = {
  type: 'AWS::Events::Rule',
  identity: {
    nameProperty: 'Name',
    maxNameLength: 64,
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html#aws-resource-events-rule-return-values
    ref: (name, _, property) => (busOf(property) === DEFAULT_BUS ? name : `${busOf(property)}|${name}`),
    attributes: (name, account, property) => ({ Arn: ruleArn(account, name, busOf(property)) }),
  },
  properties: {
    acted: words('Description EventBusName EventPattern Name ScheduleExpression State Targets'),
    withoutLocalEffect: words('RoleArn Tags'),
  },
  uniqueName: false,
};

export function readEventBuses(declared: Declared): EventBusResource[] {
  return declared.ofTypes(EVENT_BUS.type).map(({ logicalId, name, properties }) => {
    const description = properties.text('Description');
    return { logicalId, name, ...(description !== undefined && { description }) };
  });
}

/** The rules on buses of this template and on the default one. Others, and unsupported targets, are ignored. */
export function readEventRules(declared: Declared, ignored: IgnoredList): EventRuleResource[] {
  const buses = new Set([DEFAULT_BUS, ...declared.ofTypes(EVENT_BUS.type).map(({ name }) => name)]);
  return declared.ofTypes(EVENT_RULE.type).flatMap((resource) => {
    const { logicalId, type, name, properties, line } = resource;
    const busName = busOf((property) => properties.text(property));
    if (!buses.has(busName)) {
      ignored.add(logicalId, type, `the event bus ${busName} is not in this template`, line);
      return [];
    }
    const pattern = properties.get('EventPattern');
    const scheduleExpression = properties.text('ScheduleExpression');
    const description = properties.text('Description');
    return [
      {
        logicalId,
        name,
        busName,
        ...(pattern !== undefined && {
          eventPattern: pattern.kind === 'scalar' ? String(pattern.value) : JSON.stringify(plainJson(pattern)),
        }),
        ...(scheduleExpression !== undefined && { scheduleExpression }),
        ...(description !== undefined && { description }),
        enabled: properties.text('State') !== 'DISABLED',
        targets: readTargets(resource, ignored),
      },
    ];
  });
}

function readTargets({ logicalId, type, properties, line }: DeclaredResource, ignored: IgnoredList): EventTarget[] {
  return properties.nestedList('Targets').flatMap((target) => {
    const read = readTarget(target);
    if (read === undefined) return [];
    if (TARGET_SERVICES.includes(read.Arn.split(':')[2] ?? '')) return [read];
    ignored.add(logicalId, `${type} target ${read.Id}`, `samtrace does not deliver to ${read.Arn}`, line);
    return [];
  });
}

function readTarget(target: Properties): EventTarget | undefined {
  const Id = target.requiredText('Id');
  const Arn = target.requiredText('Arn');
  if (Id === undefined || Arn === undefined) return undefined;
  const transformer = target.nested('InputTransformer');
  const paths = transformer?.nested('InputPathsMap');
  const template = transformer?.requiredText('InputTemplate');
  const groupId = target.nested('SqsParameters')?.text('MessageGroupId');
  const deadLetterArn = target.nested('DeadLetterConfig')?.text('Arn');
  const optional = {
    RoleArn: target.text('RoleArn'),
    Input: target.text('Input'),
    InputPath: target.text('InputPath'),
    InputTransformer:
      template === undefined ? undefined : { ...(paths && { InputPathsMap: textsOf(paths) }), InputTemplate: template },
    SqsParameters: groupId === undefined ? undefined : { MessageGroupId: groupId },
    DeadLetterConfig: deadLetterArn === undefined ? undefined : { Arn: deadLetterArn },
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { Id, Arn, ...given };
}

function textsOf(map: Properties): Record<string, string> {
  return Object.fromEntries(
    map.names().flatMap((name) => {
      const value = map.text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The name or ARN of the bus in a rule. */
function busOf(property: ReadText): string {
  const given = property('EventBusName') ?? DEFAULT_BUS;
  return given.startsWith('arn:') ? nameInArn(given).replace(/^event-bus\//, '') : given;
}

function ruleArn({ region, accountId }: Account, name: string, bus: string): string {
  return `arn:aws:events:${region}:${accountId}:rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${name}`;
}
