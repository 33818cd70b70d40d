import { randomBytes } from 'node:crypto';
import { childText, type XmlElement } from '../../../aws/read-xml.ts';
import { element } from '../../../aws/xml.ts';
import { invalidArgument } from '../invalid-argument.ts';
import { malformedXml } from '../tags.ts';
import { texts } from '../xml-answer.ts';
import type { BucketNotifications, DestinationProblem, NotificationTarget } from './contract.ts';

/** One kind of destination, as the XML and the errors of S3 name it. */
interface DestinationKind {
  /** The service in the ARN. */
  readonly service: 'lambda' | 'sns' | 'sqs';
  readonly configuration: string;
  /** The element with the ARN. */
  readonly element: string;
  /** `ArgumentName` and `ArgumentValue` of the error about a destination. */
  argument(arn: string): string;
  reason(problem: DestinationProblem, arn: string): string;
}

const withPolicy = (service: 'sns' | 'sqs', name: 'queue' | 'topic', tag: string): DestinationKind => ({
  service,
  configuration: `${tag}Configuration`,
  element: tag,
  argument: (arn) => arn,
  reason: (problem) =>
    problem === 'missing'
      ? `The destination ${name} does not exist`
      : `Permissions on the destination ${name} do not allow S3 to publish notifications from this bucket`,
});

export const DESTINATION_KINDS: readonly [DestinationKind, ...DestinationKind[]] = [
  withPolicy('sns', 'topic', 'Topic'),
  withPolicy('sqs', 'queue', 'Queue'),
  {
    service: 'lambda',
    configuration: 'CloudFunctionConfiguration',
    element: 'CloudFunction',
    argument: (arn) => `${arn}, null`,
    // S3 has the same message for a function that does not exist.
    reason: (_, arn) => `Not authorized to invoke function [${arn}]`,
  },
];

export function kindOf(arn: string): DestinationKind | undefined {
  return DESTINATION_KINDS.find(({ service }) => service === arn.split(':')[2]);
}

/** Throws MalformedXML, and InvalidArgument for a destination that is not an ARN of its service. */
export function notificationsInXml(root: XmlElement): BucketNotifications {
  if (root.name !== 'NotificationConfiguration') throw malformedXml();
  const targets = root.children.flatMap((child) => {
    const kind = DESTINATION_KINDS.find(({ configuration }) => configuration === child.name);
    if (kind === undefined && child.name !== 'EventBridgeConfiguration') throw malformedXml();
    return kind === undefined ? [] : [targetIn(child, kind)];
  });
  return { targets, eventBridge: root.children.some(({ name }) => name === 'EventBridgeConfiguration') };
}

function targetIn(configuration: XmlElement, kind: DestinationKind): NotificationTarget {
  const arn = childText(configuration, kind.element);
  const events = configuration.children.filter(({ name }) => name === 'Event').map(({ text }) => text);
  if (arn === undefined || events.length === 0) throw malformedXml();
  if (!new RegExp(`^arn:aws[\\w-]*:${kind.service}:[^:]*:\\d*:.+`).test(arn)) {
    throw invalidArgument('The ARN could not be parsed', kind.element, arn);
  }
  const id = childText(configuration, 'Id') || randomBytes(18).toString('base64');
  return { id, arn, events, ...filterIn(configuration) };
}

/** The names of the rules may be written in any case. */
function filterIn(configuration: XmlElement): Pick<NotificationTarget, 'prefix' | 'suffix'> {
  const key = child(child(configuration, 'Filter'), 'S3Key');
  const filter: { prefix?: string; suffix?: string } = {};
  for (const rule of key?.children ?? []) {
    const name = childText(rule, 'Name');
    const value = childText(rule, 'Value');
    if (rule.name !== 'FilterRule' || name === undefined || value === undefined) throw malformedXml();
    const known = name.toLowerCase();
    if (known !== 'prefix' && known !== 'suffix') {
      throw invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', name);
    }
    if (filter[known] !== undefined) {
      const message = `Cannot specify more than one ${known} rule in a filter.`;
      throw invalidArgument(message, 'FilterRule.Name', name);
    }
    filter[known] = value;
  }
  return filter;
}

function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((each) => each.name === name);
}

/** The content of `NotificationConfiguration`. */
export function notificationsXml({ targets, eventBridge }: BucketNotifications): string {
  const configurations = DESTINATION_KINDS.flatMap((kind) =>
    targets
      .filter(({ arn }) => kindOf(arn) === kind)
      .map(({ id, arn, events, ...filter }) =>
        element(
          kind.configuration,
          texts({ Id: id, [kind.element]: arn }) + events.map((Event) => texts({ Event })).join('') + filterXml(filter),
        ),
      ),
  );
  return configurations.join('') + (eventBridge ? element('EventBridgeConfiguration', '') : '');
}

function filterXml({ prefix, suffix }: Pick<NotificationTarget, 'prefix' | 'suffix'>): string {
  const rule = (Name: string, Value: string | undefined): string =>
    Value === undefined ? '' : element('FilterRule', texts({ Name, Value }));
  const rules = rule('Prefix', prefix) + rule('Suffix', suffix);
  return rules === '' ? '' : element('Filter', element('S3Key', rules));
}
