import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newTraceId } from '../../src/aws/trace-header.ts';
import { printSummary } from '../../src/cli/summary.ts';
import { Tally } from '../../src/cli/tally.ts';
import type { InvokeResult } from '../../src/services/lambda/service.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';
import { documentsWith, entitiesIn } from './support/traces.ts';

const traceId = newTraceId(Date.now());
let application: Application;
let allowed: InvokeResult;
let denied: InvokeResult;
let functionName: string;
let bucket: string;

beforeAll(async () => {
  application = await startApplication({ templateFile: 'tests/tracing/permissions/template.yml' });
  functionName = physicalName(application.stack, 'Notes');
  bucket = application.stack.template.buckets[0]?.name ?? '';
  allowed = await application.invoke('Notes', { key: 'notes/1.txt' });
  denied = await application.invoke('Notes', { key: 'secrets/1.txt' }, { traceHeader: `Root=${traceId};Sampled=1` });
}, 60_000);

afterAll(async () => application?.[Symbol.asyncDispose]());

describe('a call that the role does not allow', () => {
  it('fails with the message of AWS, and allowed calls succeed', async () => {
    const role = application.stack.template.functions[0]?.role.name;

    expect(allowed.functionError).toBeUndefined();
    expect(JSON.parse(denied.payload.toString())).toMatchObject({
      errorType: 'AccessDenied',
      errorMessage:
        `User: arn:aws:sts::000000000000:assumed-role/${role}/${functionName} is not authorized to perform: s3:PutObject ` +
        `on resource: "arn:aws:s3:::${bucket}/secrets/1.txt" because no identity-based policy allows the s3:PutObject action`,
    });
    expect(await application.stored()).toEqual({ 'notes/1.txt': 'a note' });
  });

  it('shows in the trace as an error of the call, and on the map as a failure of the bucket', async () => {
    const documents = await documentsWith(application.stack, traceId, ['S3']);
    const call = documents.flatMap(entitiesIn).find(({ namespace }) => namespace === 'aws');

    // The SDK marks a failed AWS call, whatever its status, as a fault too.
    expect(call).toMatchObject({ error: true, fault: true, http: { response: { status: 403 } } });
    expect(call?.cause).toMatchObject({ exceptions: [{ type: 'AccessDenied', remote: true }] });
    const node = application.stack.xray.traceGraph([traceId]).find(({ Name }) => Name === bucket);
    expect(node?.SummaryStatistics).toMatchObject({ OkCount: 0, FaultStatistics: { TotalCount: 1 }, TotalCount: 1 });
  });
});

describe('the end of a run', () => {
  it('prints the missing statement for a denied call, and the permissions that were not used', async () => {
    const lines: string[] = [];
    const run = { tally: new Tally({ keepsResults: false }), startedMs: Date.now() - 60_000, finishedMs: Date.now() };

    const terminal = { print: (line = '') => void lines.push(line), progress() {}, close() {} };
    const labels = { label: () => undefined, traceUrl: () => undefined };
    await printSummary(terminal, application.stack, run, labels);

    const findings = lines.slice(lines.indexOf('\nDenied by IAM. To allow the call, add this statement:'));
    expect(findings).toEqual([
      '\nDenied by IAM. To allow the call, add this statement:',
      `  Notes: s3:PutObject on arn:aws:s3:::${bucket}/secrets/1.txt (1 time)`,
      '      - Effect: Allow',
      '        Action: s3:PutObject',
      `        Resource: arn:aws:s3:::${bucket}/secrets/1.txt`,
      '\nPermissions not used in this run:',
      `  Notes: sqs:SendMessage on ${queueArn()}`,
    ]);
  });
});

function queueArn(): string {
  return `arn:aws:sqs:us-east-1:000000000000:${application.stack.template.queues[0]?.name}`;
}
