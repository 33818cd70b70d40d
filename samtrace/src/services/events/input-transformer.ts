import { DeliveryError } from '../../aws/delivery.ts';
import type { Arrival, InputTransformer, Rule } from './contract.ts';
import { valueAt } from './json-path.ts';

/** Names that exist without being in InputPathsMap. */
export const RESERVED_VARIABLES = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event',
  'aws.events.event.json',
  'aws.events.event.ingestion-time',
];

/** `<name>` in a template. */
const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

/** The names that a template mentions. */
export function placeholdersIn(template: string): string[] {
  return Array.from(template.matchAll(PLACEHOLDER), ([, name = '']) => name);
}

/**
 * The input of the target. A template is either JSON, or quoted lines, whose quotes are kept. Values are inserted unchanged,
 * without escaping. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 * Throws a {@link DeliveryError} if the result of a JSON template is not JSON: EventBridge delivers nothing then.
 */
export function transformInput({ InputPathsMap = {}, InputTemplate }: InputTransformer, arrival: Arrival, rule: Rule) {
  const valueNamed = (name: string): unknown => {
    const path = InputPathsMap[name];
    return path === undefined ? reservedValue(name, arrival, rule) : valueAt(arrival.event, path);
  };
  const isText = isQuotedLines(InputTemplate);
  const written = substitute(InputTemplate, (name, quoted) =>
    quoted ? textOf(valueNamed(name), isText) : JSON.stringify(valueNamed(name) ?? ''),
  );
  if (!isText) checkJson(written);
  return written;
}

/** Replaces each placeholder; `quoted` is true if it is in a string. */
function substitute(template: string, value: (name: string, quoted: boolean) => string): string {
  let result = '';
  let position = 0;
  let quoted = false;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const before = template.slice(position, match.index);
    if (quoteCount(before) % 2 === 1) quoted = !quoted;
    result += before + value(match[1] ?? '', quoted);
    position = match.index + match[0].length;
  }
  return result + template.slice(position);
}

/** Quotes that begin or end a string: not those behind a backslash. */
function quoteCount(text: string): number {
  return text.replace(/\\./gs, '').split('"').length - 1;
}

/** Every line is a separate string. */
function isQuotedLines(template: string): boolean {
  const lines = template.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').every((line) => /^".*"$/.test(line));
}

/** A value within a string. In quoted lines, objects and lists lose their quotes; in JSON, they break it. */
function textOf(value: unknown, isText: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  const json = JSON.stringify(value);
  return isText ? json.replaceAll('"', '') : json;
}

function reservedValue(name: string, { event, arrivedMs }: Arrival, rule: Rule): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return rule.arn;
    case 'aws.events.rule-name':
      return rule.name;
    case 'aws.events.event.ingestion-time':
      return `${new Date(arrivedMs).toISOString().slice(0, 19)}Z`;
    case 'aws.events.event.json':
      return event;
    case 'aws.events.event': {
      const { detail, 'detail-type': detailType, ...envelope } = event;
      return { ...envelope, detailType };
    }
    default:
      return undefined;
  }
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new DeliveryError('INVALID_JSON', `The result of the input template is not JSON: ${text.slice(0, 200)}`);
  }
}
