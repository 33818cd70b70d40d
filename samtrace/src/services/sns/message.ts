import type { MessageAttribute } from '../../aws/delivery.ts';
import type { Publication } from './contract.ts';
import { invalidParameter, invalidValue } from './errors.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_BYTES = 256 * 1024;
const MAX_SUBJECT_CHARACTERS = 100;

/** Refuses what SNS refuses to publish. */
export function checkPublication({ message, subject, messageStructure, attributes = {} }: Publication): void {
  if (message === '') throw invalidParameter('Empty message');
  if (sizeOf(message, attributes) > MAX_BYTES) throw invalidParameter('Message too long');
  if (subject !== undefined && !isSubject(subject)) throw invalidParameter('Subject');
  if (messageStructure === 'json') protocolTexts(message);
  else if (messageStructure !== undefined) throw invalidParameter('MessageStructure');
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute);
}

/** The text that a protocol's subscribers get. */
export function textFor(protocol: string, { message, messageStructure }: Publication): string {
  if (messageStructure !== 'json') return message;
  const texts = protocolTexts(message);
  return texts[protocol] ?? texts.default ?? '';
}

function protocolTexts(message: string): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const texts = isObject ? Object.entries(value as object).filter(([, text]) => typeof text === 'string') : [];
  const found = Object.fromEntries(texts) as Record<string, string>;
  if (found.default === undefined) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return found;
}

/** ASCII that begins with a letter, a digit or a punctuation mark, without line breaks. */
function isSubject(subject: string): boolean {
  return /^[!-~][ -~]*$/.test(subject) && subject.length <= MAX_SUBJECT_CHARACTERS;
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  if (!/^(String|Number|Binary)(\.|$)/.test(DataType)) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const isBinary = DataType.startsWith('Binary');
  if ((isBinary ? BinaryValue : StringValue) === undefined) {
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
  if (DataType.startsWith('Number') && !Number.isFinite(Number(StringValue))) {
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  }
}

function sizeOf(message: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
  let bytes = Buffer.byteLength(message);
  for (const [name, { DataType, StringValue = '', BinaryValue = '' }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
    bytes += Buffer.from(BinaryValue, 'base64').length;
  }
  return bytes;
}
