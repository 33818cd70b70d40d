import { createHash } from 'node:crypto';
import type { MessageAttribute } from '../../aws/delivery.ts';
import { AwsError } from '../../aws/error.ts';
import { invalidParameter } from './errors.ts';

type Attributes = Readonly<Record<string, MessageAttribute>>;

const MAX_ATTRIBUTES = 10;
const VALID_CHARACTERS =
  'Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF';
const INVALID_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Throws InvalidMessageContents. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function checkCharacters(text: string): void {
  if (!INVALID_CHARACTER.test(text)) return;
  throw new AwsError('InvalidMessageContents', `Invalid characters found. ${VALID_CHARACTERS}`);
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export function checkMessageAttributes(attributes: Attributes): void {
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  for (const [name, attribute] of Object.entries(attributes)) {
    checkName(name);
    checkValue(name, attribute);
  }
}

/** X-Ray's trace header is the only attribute that SQS itself reads. */
export function traceHeaderIn(attributes: Attributes): string | undefined {
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (name !== 'AWSTraceHeader') {
      throw invalidParameter(
        `Message system attribute name '${name}' is invalid. The only supported message system attribute is AWSTraceHeader.`,
      );
    }
    if (DataType !== 'String' || StringValue === undefined || StringValue === '') {
      throw invalidParameter(
        "The message system attribute 'AWSTraceHeader' must be a non-empty value of the type String.",
      );
    }
  }
  return attributes.AWSTraceHeader?.StringValue;
}

/** The requested attributes: by name, by the beginning of a name (`order.*`), or all. */
export function chosenAttributes(attributes: Attributes, wanted: readonly string[]): Record<string, MessageAttribute> {
  const isWanted = (name: string) =>
    wanted.some((each) => {
      if (each === 'All' || each === '.*' || each === '*') return true;
      return each.endsWith('.*') ? name.startsWith(each.slice(0, -2)) : each === name;
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

/**
 * By name: each string after its length, and a byte that is 1 for a string value.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function md5OfAttributes(attributes: Attributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64'));
  }
  return hash.digest('hex');
}

/** Body, and of each attribute name, type and value. */
export function sizeOfMessage(body: string, attributes: Attributes): number {
  let size = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
    size += Buffer.byteLength(BinaryValue, 'base64');
  }
  return size;
}

function checkName(name: string): void {
  // SQS accepts letters of every script, although its guide lists only A-Z.
  const isValid =
    /^[\p{L}\p{N}_.-]{1,256}$/u.test(name) && !/^\.|\.$|\.\./.test(name) && !/^(aws|amazon)\./i.test(name);
  if (isValid) return;
  throw invalidParameter(
    `The message attribute name '${name}' is invalid. Attribute names can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.), and must not begin with AWS. or Amazon. or have a period at the start, at the end, or in succession.`,
  );
}

function checkValue(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const [kind = ''] = DataType.split('.');
  if (DataType === '')
    throw invalidParameter(`The message attribute '${name}' must contain a non-empty message attribute type.`);
  if (!['String', 'Number', 'Binary'].includes(kind)) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const value = kind === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '') {
    throw invalidParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
  }
  if (kind === 'Number' && !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value)) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  if (kind !== 'Binary' && INVALID_CHARACTER.test(value)) {
    throw invalidParameter(`The value of the message attribute '${name}' has invalid characters. ${VALID_CHARACTERS}`);
  }
}
