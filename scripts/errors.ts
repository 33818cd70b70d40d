/** Lists the failures by group: how many, first and last seen, what they are; or with a fingerprint, its reports. */
import { parseArgs } from 'node:util';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, targetOf } from './target.ts';

const HELP = `npm run errors -- [fingerprint] [options]
  fingerprint      lists the reports of one group
${TARGET_HELP}`;

/** What functions/error-handler/grouping.ts writes. */
interface Entry {
  time: string;
  functionName?: string;
  type: string;
  message: string;
  report: string;
}

const { values: options, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
const target = targetOf(options);
const client = new S3Client(target.client);
if (options.help) console.log(HELP);
else await list(positionals[0]);

async function list(fingerprint: string | undefined): Promise<void> {
  const handler = await findFunction(target, 'ErrorHandlerFunction');
  const Bucket = handler.Environment?.Variables?.REPORT_BUCKET;
  if (Bucket === undefined) throw new Error(`${handler.FunctionName} has no variable REPORT_BUCKET.`);

  const keys: string[] = [];
  const Prefix = `groups/${fingerprint ?? ''}`;
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
  }
  const groups = [...Map.groupBy(keys, (key) => key.split('/')[1] ?? '')];
  if (groups.length === 0) return console.log(`No failures under s3://${Bucket}/${Prefix}`);
  if (fingerprint !== undefined) {
    for (const key of keys) console.log(`s3://${Bucket}/${(await readEntry(Bucket, key)).report}`);
    return;
  }
  // Keys begin with the time, so that each group comes oldest first.
  const rows = groups.map(async ([name, [first = '', ...others]]) => {
    const { type, message, functionName, time } = await readEntry(Bucket, others.at(-1) ?? first);
    const since = (await readEntry(Bucket, first)).time;
    return { count: others.length + 1, since, time, line: `${name}  ${functionName}  ${type}: ${message}` };
  });
  console.log(' count  first seen                last seen                 fingerprint');
  for (const { count, since, time, line } of (await Promise.all(rows)).sort((a, b) => b.count - a.count)) {
    console.log(`${String(count).padStart(6)}  ${since}  ${time}  ${line}`);
  }
}

async function readEntry(Bucket: string, Key: string): Promise<Entry> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as Entry;
}
