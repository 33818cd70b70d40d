import { AwsError } from '../../aws/error.ts';
import { childText, type XmlElement } from '../../aws/read-xml.ts';
import { element } from '../../aws/xml.ts';

const MAX_OBJECT_TAGS = 10;

/** The tags in the header `x-amz-tagging`, which has the form of a query. */
export function tagsInHeader(header: string | undefined): Record<string, string> {
  return checked([...new URLSearchParams(header ?? '')]);
}

/** The tags in a `Tagging` document. */
export function tagsInXml(tagging: XmlElement, most = MAX_OBJECT_TAGS): Record<string, string> {
  const set = tagging.children.find(({ name }) => name === 'TagSet');
  if (tagging.name !== 'Tagging' || set === undefined) throw malformedXml();
  const tags = set.children.filter(({ name }) => name === 'Tag');
  return checked(
    tags.map((tag) => [childText(tag, 'Key') ?? '', childText(tag, 'Value') ?? '']),
    most,
  );
}

export function tagsXml(tags: Readonly<Record<string, string>>): string {
  const each = Object.entries(tags).map(([key, value]) =>
    element('Tag', element('Key', { text: key }) + element('Value', { text: value })),
  );
  return element('TagSet', each.join(''));
}

export function malformedXml(): AwsError {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new AwsError('MalformedXML', message);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
function checked(tags: [string, string][], most = MAX_OBJECT_TAGS): Record<string, string> {
  if (tags.length > most)
    throw new AwsError(
      'BadRequest',
      `${most === MAX_OBJECT_TAGS ? 'Object' : 'Bucket'} tags cannot be greater than ${most}`,
    );
  const byKey = new Map<string, string>();
  for (const [key, value] of tags) {
    if (byKey.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', key);
    if (key === '' || key.length > 128) throw invalidTag('The TagKey you have provided is invalid', key);
    if (/^aws:/i.test(key)) throw invalidTag('System tags cannot be added/updated by requester', key);
    if (value.length > 256) throw invalidTag('The TagValue you have provided is invalid', key);
    byKey.set(key, value);
  }
  return Object.fromEntries(byKey);
}

function invalidTag(message: string, key: string): AwsError {
  return new AwsError('InvalidTag', message, { members: { TagKey: key } });
}
