import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isMap, parseDocument } from 'yaml';
import { messageOf } from '../src/aws/error.ts';
import { readTemplate, type TemplateModel } from '../src/template/template.ts';
import { partsOf } from './translator/model-parts.ts';

/**
 * Compares samtrace with SAM's own translator: `node bench/translator.ts FOLDER`, where FOLDER is `tests/translator` of
 * aws/serverless-application-model. Reads each input with Node.js functions, reads the CloudFormation template that the
 * translator makes of it, and compares the two models. Prints each difference, and counts.
 *
 * Code in S3 becomes inline code in both, because samtrace does not fetch it. Inputs get the line `Transform` that they lack.
 */
const [, , folder = ''] = process.argv;
const ACCOUNT = { accountId: '123456789012', region: 'ap-southeast-1' };

/** Parts of SAM that add rights to functions of others, and that samtrace ignores by name. */
const NOT_PLAYED = /AWS::Serverless::(Connector|GraphQLApi|StateMachine|WebSocketApi)|^\s+Connectors:/m;
type Verdict =
  | 'agree'
  | 'differ'
  | 'both refuse'
  | 'only the translator refuses'
  | 'only samtrace refuses'
  | 'not compared';

interface Compared {
  readonly name: string;
  readonly verdict: Verdict;
  readonly details: readonly string[];
}

const inputs = readdirSync(join(folder, 'input')).filter((name) => /\.(yaml|yml|json)$/.test(name));
const directory = await mkdtemp(join(tmpdir(), 'translator-'));
const compared: Compared[] = [];
for (const name of inputs) {
  const input = readFileSync(join(folder, 'input', name), 'utf8');
  const output = join(folder, 'output', `${basename(name).replace(/\.\w+$/, '')}.json`);
  if (!existsSync(output) || !/\bnodejs\d+\.x\b/.test(input)) continue;
  compared.push(
    NOT_PLAYED.test(input)
      ? { name, verdict: 'not compared', details: [] }
      : { name, ...(await compare(input, readFileSync(output, 'utf8'))) },
  );
}
await rm(directory, { recursive: true });
report();

async function compare(input: string, output: string): Promise<Omit<Compared, 'name'>> {
  const refusedByTranslator = 'errorMessage' in Object(JSON.parse(output));
  const sam = await read(prepared(input, true));
  if (refusedByTranslator) {
    return { verdict: typeof sam === 'string' ? 'both refuse' : 'only the translator refuses', details: [] };
  }
  const cloudFormation = await read(prepared(output, false));
  if (typeof sam === 'string') return { verdict: 'only samtrace refuses', details: [sam] };
  // Events that samtrace ignores by name have permissions and rights on AWS.
  if (sam.ignored.some(({ type }) => /^\w+ event$/.test(type))) return { verdict: 'not compared', details: [] };
  if (typeof cloudFormation === 'string')
    return { verdict: 'only samtrace refuses', details: [`output: ${cloudFormation}`] };
  const [ours, theirs] = [partsOf(sam), partsOf(cloudFormation)];
  const details = Object.keys({ ...ours, ...theirs }).flatMap((part) => {
    const [own, other] = [ours[part], theirs[part]];
    if (isDeepStrictEqual(own, other)) return [];
    return [`${part}:\n    samtrace   ${short(own, other)}\n    translator ${short(other, own)}`];
  });
  return { verdict: details.length === 0 ? 'agree' : 'differ', details };
}

/** The model of a template, or why it cannot be read. */
async function read(text: string): Promise<TemplateModel | string> {
  const file = join(directory, 'template.yaml');
  await writeFile(file, text);
  try {
    return readWithParameters(file);
  } catch (error) {
    return messageOf(error).replaceAll(file, '');
  }
}

function readWithParameters(file: string): TemplateModel {
  const parameterOverrides: Record<string, string> = {};
  for (;;) {
    try {
      return readTemplate(file, { stackName: 'sam-app', account: ACCOUNT, parameterOverrides });
    } catch (error) {
      const missing = [...messageOf(error).matchAll(/The parameter (\w+) has no value/g)].map(([, name]) => name ?? '');
      if (missing.length === 0 || missing.every((name) => name in parameterOverrides)) throw error;
      for (const name of missing) parameterOverrides[name] = 'value';
    }
  }
}

function prepared(text: string, sam: boolean): string {
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent', uniqueKeys: false });
  if (sam) document.set('Transform', 'AWS::Serverless-2016-10-31');
  const resources = document.get('Resources');
  for (const { value } of isMap(resources) ? resources.items : []) {
    const properties = isMap(value) ? value.get('Properties') : undefined;
    if (!isMap(properties)) continue;
    for (const name of ['CodeUri', 'Code']) {
      if (!properties.has(name)) continue;
      properties.delete(name);
      if (name === 'Code') properties.set(name, document.createNode({ ZipFile: 'x' }));
      else properties.set('InlineCode', 'x');
    }
  }
  const globals = document.getIn(['Globals', 'Function']);
  if (isMap(globals)) globals.delete('CodeUri');
  return document.toString({ lineWidth: 0 });
}

/** Of a list, the items that the other side does not have. */
function short(value: unknown, other: unknown): string {
  const own =
    Array.isArray(value) && Array.isArray(other)
      ? value.filter((item) => !other.some((each) => isDeepStrictEqual(each, item)))
      : value;
  return (JSON.stringify(own) ?? 'nothing').slice(0, 400);
}

function report(): void {
  for (const { name, verdict, details } of compared) {
    if (details.length > 0) print(`${name}: ${verdict}\n  ${details.join('\n  ')}`);
  }
  print(`\n${compared.length} inputs with Node.js functions`);
  for (const [verdict, same] of Map.groupBy(compared, (each) => each.verdict)) print(`${same.length} ${verdict}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
