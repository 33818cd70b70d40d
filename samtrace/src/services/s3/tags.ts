import { AwsError } from '../../aws/error.ts';
import { childText, type XmlElement } from '../../aws/read-xml.ts';
import { element } from '../../aws/xml.ts';

/** A resource with tags. */
interface Owner {
  readonly title: string;
  readonly most: number;
  /** The text for a key that begins with `aws:`. */
  readonly systemTag: string;
}

const OBJECT: Owner = { title: 'Object', most: 10, systemTag: 'Your TagKey cannot be prefixed with aws:' };
const BUCKET: Owner = { title: 'Bucket', most: 50, systemTag: 'System tags cannot be added/updated by requester' };
/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3Tag.html */
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The tags in the header `x-amz-tagging`, which has the form of a query. Throws InvalidArgument or InvalidTag. */
export function tagsInHeader(header = ''): Record<string, string> {
  const tags = [...new URLSearchParams(header)];
  const isRepeated = new Set(tags.map(([key]) => key)).size < tags.length;
  if (isRepeated || header.split('&').some((tag) => tag.split('=').length > 2)) {
    const message =
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";
    throw new AwsError('InvalidArgument', message, {
      members: { ArgumentName: 'x-amz-tagging', ArgumentValue: header },
    });
  }
  return checked(tags, OBJECT);
}

/** The tags of an object, in a `Tagging` document. */
export function objectTagsInXml(tagging: XmlElement): Record<string, string> {
  return checked(tagsIn(tagging), OBJECT);
}

/** The tags of a bucket, in a `Tagging` document. */
export function bucketTagsInXml(tagging: XmlElement): Record<string, string> {
  return checked(tagsIn(tagging), BUCKET);
}

function tagsIn(tagging: XmlElement): [string, string][] {
  const set = tagging.children.find(({ name }) => name === 'TagSet');
  if (tagging.name !== 'Tagging') throw malformedXml();
  return (set?.children ?? [])
    .filter(({ name }) => name === 'Tag')
    .map((tag) => {
      const key = childText(tag, 'Key');
      const value = childText(tag, 'Value');
      if (key === undefined || value === undefined) throw malformedXml();
      return [key, value];
    });
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
function checked(tags: [string, string][], { title, most, systemTag }: Owner): Record<string, string> {
  if (tags.length > most) throw new AwsError('BadRequest', `${title} tags cannot be greater than ${most}`);
  const byKey = new Map<string, string>();
  for (const [key, value] of tags) {
    if (byKey.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: key });
    if (!ALLOWED.test(key) || key === '' || key.length > 128) {
      throw invalidTag('The TagKey you have provided is invalid', { TagKey: key });
    }
    if (/^aws:/i.test(key)) throw invalidTag(systemTag, { TagKey: key });
    if (!ALLOWED.test(value) || value.length > 256) {
      throw invalidTag('The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
    }
    byKey.set(key, value);
  }
  return Object.fromEntries(byKey);
}

function invalidTag(message: string, members: { TagKey: string; TagValue?: string }): AwsError {
  return new AwsError('InvalidTag', message, { members });
}
