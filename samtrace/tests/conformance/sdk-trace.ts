import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Entity, SegmentDocument } from '../../src/aws/segment-document.ts';
import { newTraceId } from '../../src/aws/trace-header.ts';
import { createServiceMap, type ServiceMap } from '../../src/testing/service-map.ts';
import { startApplication } from '../support/application.ts';
import { AWS_ENVIRONMENT } from './botocore.ts';

interface SdkTrace {
  /** The map, with the queues' names instead of their URLs. */
  readonly map: ServiceMap;
  /** The segment of the program. */
  readonly segment: SegmentDocument;
}

/** Runs a program of xray-sdks/ with a stack, and reads the trace that it sent. */
async function traceOfSdk([program = '', ...args]: readonly string[]): Promise<SdkTrace> {
  await using application = await startApplication({ templateFile: 'examples/function-inline.yml' });
  const { stack } = application;
  const queueUrl = await createQueue(stack.endpoint);
  const traceId = newTraceId(Date.now());
  const seen = new Promise<void>((resolve) => stack.xray.onTrace((id) => id === traceId && resolve()));
  await promisify(execFile)(program, [...args, traceId, queueUrl, `${queueUrl}-missing`], {
    env: {
      ...AWS_ENVIRONMENT,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: stack.endpoint,
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${stack.daemon.port}`,
    },
    timeout: 50_000,
  });
  await seen;
  await stack.daemon.processed();
  await stack.xray.shown();
  const documents = stack.xray
    .batchGetTraces([traceId])
    .flatMap(({ Segments }) => Segments.map(({ Document }) => JSON.parse(Document) as SegmentDocument));
  const segment = documents.find(({ name }) => name === 'work');
  if (segment === undefined) throw new Error(`X-Ray has no segment "work": ${JSON.stringify(documents)}`);
  const services = stack.xray.serviceGraph({ startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER });
  return { segment, map: createServiceMap(services, (name) => name.split('/').at(-1)) };
}

/** `[['work'], ['work', 'validate'], …]`, without the subsegments of an AWS call, in which the SDKs differ. */
function pathsOf(entity: Entity, parents: readonly string[] = []): string[] {
  const path = [...parents, entity.name];
  const children = entity.namespace === 'aws' ? [] : (entity.subsegments ?? []);
  return [path.join(' > '), ...children.flatMap((child) => pathsOf(child, path))];
}

/**
 * Checks the trace and the map of a program of xray-sdks/.
 *
 * @param sqsName the name of SQS in the SDK's subsegments
 * @param failed how the SDK marks a call that SQS answered with status 400
 */
export function describeSdk(
  language: string,
  command: readonly string[],
  { sqsName, failed }: { sqsName: string; failed: 'errors' | 'faults' },
): void {
  describe(`a program with the X-Ray SDK for ${language}`, () => {
    let trace: SdkTrace;
    beforeAll(async () => {
      trace = await traceOfSdk(command);
    });

    it('is on the map with the queues that it calls, and its own subsegments are not', () => {
      const edges = trace.map.edges.map(({ from, to, requests, errors, faults }) => [
        from,
        to,
        requests,
        errors,
        faults,
      ]);

      expect(edges).toEqual([
        ['client work', 'unknown work', 1, 0, 0],
        ['unknown work', 'AWS::SQS::Queue orders', 1, 0, 0],
        ['unknown work', 'AWS::SQS::Queue orders-missing', 1, failed === 'errors' ? 1 : 0, failed === 'faults' ? 1 : 0],
      ]);
    });

    it('has its subsegments, its annotation, and its exception in the trace', () => {
      const { subsegments = [], annotations } = trace.segment;

      expect(pathsOf(trace.segment)).toEqual([
        'work',
        'work > validate',
        `work > validate > ${sqsName}`,
        'work > fails',
        `work > ${sqsName}`,
      ]);
      expect(annotations).toEqual({ order: 7 });
      expect(subsegments[1]).toMatchObject({ fault: true, cause: { exceptions: [{ message: 'none left' }] } });
    });
  });
}

async function createQueue(endpoint: string): Promise<string> {
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'developer' };
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  try {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'orders' }));
    if (QueueUrl === undefined) throw new Error('SQS returned no URL for the new queue.');
    return QueueUrl;
  } finally {
    client.destroy();
  }
}
