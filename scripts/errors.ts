/** Lists the kinds of failures, with counts and the newest report of each. */
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { CommandError, runCommand } from './command.ts';
import { parseObject } from './payload.ts';
import { findFunction, TARGET_HELP, TARGET_OPTIONS, type Target, targetOf } from './target.ts';

const HELP = `npm run errors -- [fingerprint] [options]
Lists the kinds of failures that are known, or the reports of one kind.
  fingerprint      the kind of which to list the reports
  --days N         how many days of reports to count (default: 7)
${TARGET_HELP}`;

const OPTIONS = { days: { type: 'string', default: '7' }, ...TARGET_OPTIONS } as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/** As many reports as are read at once. */
const CONCURRENCY = 20;

/** A stored report, as far as this list needs it. */
interface Summary {
  key: string;

  marker: string;

  class: string;

  message: string;

  startedAt: string;
}

interface Bucket {
  client: S3Client;

  name: string;
}

await runCommand({ help: HELP, options: OPTIONS }, async (options, [fingerprint]) => {
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1) {
    throw new CommandError(`--days must be a whole number from 1 on, but was "${options.days}".`);
  }
  const bucket = await findBucket(targetOf(options));
  const markers = await listKeys(bucket, 'markers/');
  const reports = await readReports(bucket, days);

  if (fingerprint === undefined) {
    printKinds(bucket, markers, reports);
  } else {
    printReports(bucket, fingerprint, reports);
  }
  return true;
});

async function findBucket(target: Target): Promise<Bucket> {
  const handler = await findFunction(target, 'ErrorHandlerFunction');
  const name = handler.Environment?.Variables?.REPORT_BUCKET;
  if (name === undefined) {
    throw new CommandError(`${handler.FunctionName} has no environment variable REPORT_BUCKET.`);
  }
  return { client: new S3Client(target.client), name };
}

async function listKeys({ client, name }: Bucket, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: name, Prefix })) {
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
  }
  return keys;
}

/** The reports of the last days, oldest first: their keys begin with the day. */
async function readReports(bucket: Bucket, days: number): Promise<Summary[]> {
  const keys: string[] = [];
  for (let day = days - 1; day >= 0; day--) {
    const date = new Date(Date.now() - day * DAY_MS).toISOString().slice(0, 10);
    keys.push(...(await listKeys(bucket, `reports/${date}/`)));
  }

  const reportKeys = keys.filter((key) => key.endsWith('/report.json'));
  const reports: Summary[] = [];
  for (let start = 0; start < reportKeys.length; start += CONCURRENCY) {
    const batch = reportKeys.slice(start, start + CONCURRENCY);
    reports.push(...(await Promise.all(batch.map((key) => readReport(bucket, key)))));
  }
  return reports.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

async function readReport({ client, name }: Bucket, Key: string): Promise<Summary> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key }));
  const report = parseObject((await Body?.transformToString()) ?? '');
  const { keys, error, attempt } = report as Record<string, Record<string, unknown> | undefined>;
  return {
    key: Key,
    marker: String(keys?.marker),
    class: String(report.class),
    message: String(error?.message),
    startedAt: String(attempt?.startedAt),
  };
}

function printKinds({ name }: Bucket, markers: string[], reports: Summary[]): void {
  const byMarker = Map.groupBy(reports, ({ marker }) => marker);
  // A marker is deleted after some days, and a report can be older than its marker.
  const kinds = [...new Set([...markers, ...byMarker.keys()])];
  if (kinds.length === 0) {
    console.log(`There are no failures in s3://${name}.`);
    return;
  }

  const rows = kinds.map((marker) => {
    const ofKind = byMarker.get(marker) ?? [];
    return { marker, count: ofKind.length, newest: ofKind.at(-1) };
  });
  for (const { marker, count, newest } of rows.sort((a, b) => b.count - a.count)) {
    const kind = marker.slice('markers/'.length);
    console.log(`${String(count).padStart(5)}  ${kind}`);
    if (newest !== undefined) {
      const [firstLine] = newest.message.split('\n');
      console.log(`       ${newest.class}: ${firstLine}`);
      console.log(`       newest: s3://${name}/${newest.key}`);
    }
  }
}

function printReports({ name }: Bucket, fingerprint: string, reports: Summary[]): void {
  const ofKind = reports.filter(({ marker }) => marker.endsWith(`-${fingerprint}`));
  if (ofKind.length === 0) {
    console.log(`There are no reports with the fingerprint ${fingerprint}.`);
  }
  for (const { key } of ofKind) {
    console.log(`s3://${name}/${key}`);
  }
}
