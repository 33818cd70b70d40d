import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, YAMLError } from 'yaml';
import { systemReason } from '../aws/error.ts';
import { isJsonObject } from '../aws/json.ts';
import type { IgnoredList } from './ignored.ts';
import type { Problems } from './problems.ts';
import type { Resource } from './sections.ts';
import { fromJson, literal, mapping, type Value } from './value.ts';

/** The property that names a file with an OpenAPI document, and the property for the document itself. */
interface DocumentProperties {
  readonly file: string;
  readonly document: string;
}

const SAM = { file: 'DefinitionUri', document: 'DefinitionBody' };
const CLOUD_FORMATION = { file: 'BodyS3Location', document: 'Body' };

/** `sam package` uploads the local files of these types to S3. */
const TYPES: ReadonlyMap<string, DocumentProperties> = new Map([
  ['AWS::Serverless::Api', SAM],
  ['AWS::Serverless::HttpApi', SAM],
  ['AWS::ApiGateway::RestApi', CLOUD_FORMATION],
  ['AWS::ApiGatewayV2::Api', CLOUD_FORMATION],
]);

/**
 * Reads the OpenAPI document of an API from the local file that the API names. API Gateway gets the content of the file as it
 * is: CloudFormation resolves no intrinsic functions in it. A document in S3 is ignored.
 */
export function withApiDocument(
  resource: Resource,
  directory: string,
  ignored: IgnoredList,
  problems: Problems,
): Resource {
  const names = TYPES.get(resource.type);
  const given = names && resource.properties.entries.get(names.file);
  if (names === undefined || given === undefined) return resource;
  const { [names.file]: _, ...others } = Object.fromEntries(resource.properties.entries);
  const replaced = (more: Record<string, Value>): Resource => ({
    ...resource,
    properties: mapping<Value>({ ...others, ...more }, resource.properties.line),
  });
  if (others[names.document] !== undefined) {
    const message = `Specify either '${names.file}' or '${names.document}' property and not both.`;
    problems.add(given.line, `${resource.logicalId}: ${message}`);
    return replaced({});
  }
  const location = literal(given);
  if (location === undefined || /^(s3|https?):\/\//.test(location)) {
    const reason = 'samtrace does not read documents from S3';
    ignored.add(resource.logicalId, `${resource.type} ${names.file}`, reason, given.line);
    return replaced({});
  }
  const document = readDocument(path.resolve(directory, location));
  if (typeof document !== 'string') {
    return replaced({ [names.file]: given, [names.document]: fromJson(document, given.line) });
  }
  problems.add(given.line, `${resource.logicalId}: ${names.file} ${document}`);
  return replaced({});
}

/** The document, or the reason why the file has none. JSON is YAML. */
function readDocument(file: string): Record<string, unknown> | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return `names the file ${file}, which ${systemReason(error)}.`;
  }
  try {
    const document: unknown = parse(text, { logLevel: 'error', uniqueKeys: false });
    return isJsonObject(document) ? document : `names the file ${file}, which contains no OpenAPI document.`;
  } catch (error) {
    if (!(error instanceof YAMLError)) throw error;
    return `names the file ${file}, which is neither JSON nor YAML: ${error.message}`;
  }
}
