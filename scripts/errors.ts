/** Lists the failures by group: how many, first and last seen, what they are; or with a fingerprint, its reports. */
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { CommandError, runCommand } from './command.ts';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, type Target, targetOf } from './target.ts';

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

await runCommand({ help: HELP, options: TARGET_OPTIONS }, async (options, [fingerprint]) => {
  await list(targetOf(options), fingerprint);
  return true;
});

async function list(target: Target, fingerprint: string | undefined): Promise<void> {
  const client = new S3Client(target.client);
  const handler = await findFunction(target, 'ErrorHandlerFunction');
  const Bucket = handler.Environment?.Variables?.REPORT_BUCKET;
  if (Bucket === undefined) throw new CommandError(`${handler.FunctionName} has no variable REPORT_BUCKET.`);

  const keys: string[] = [];
  const Prefix = `groups/${fingerprint ?? ''}`;
  for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
  }
  const groups = [...Map.groupBy(keys, (key) => key.split('/')[1] ?? '')];
  if (groups.length === 0) return console.log(`No failures under s3://${Bucket}/${Prefix}`);
  if (fingerprint !== undefined) {
    for (const key of keys) console.log(`s3://${Bucket}/${(await readEntry(client, Bucket, key)).report}`);
    return;
  }
  // Keys begin with the time, so that each group comes oldest first.
  const rows = groups.map(async ([name, [first = '', ...others]]) => {
    const { type, message, functionName, time } = await readEntry(client, Bucket, others.at(-1) ?? first);
    const since = (await readEntry(client, Bucket, first)).time;
    return { count: others.length + 1, since, time, line: `${name}  ${functionName ?? '–'}  ${type}: ${message}` };
  });
  console.log(' count  first seen                last seen                 fingerprint');
  for (const { count, since, time, line } of (await Promise.all(rows)).sort((a, b) => b.count - a.count)) {
    console.log(`${String(count).padStart(6)}  ${since}  ${time}  ${line}`);
  }
}

async function readEntry(client: S3Client, Bucket: string, Key: string): Promise<Entry> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as Entry;
}
