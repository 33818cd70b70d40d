import { createSocket } from 'node:dgram';
import { AwsXrayUdpSpanExporter } from '@aws/aws-distro-opentelemetry-exporter-xray-udp';
import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { SegmentDocument } from '../../../../src/aws/segment-document.ts';
import type { Daemon, XRay } from '../../../../src/services/xray/service.ts';
import { lambdaSegments, TRACE_ID, xrayWith } from '../support.ts';
import { exportSpans, OTEL_TRACE_ID, recordSpans } from './support-spans.ts';

const RESOURCE = { 'service.name': 'checkout', 'cloud.provider': 'aws', 'cloud.platform': 'aws_lambda' };
const SPANS = [
  { name: 'checkout', kind: SpanKind.SERVER },
  {
    name: 'S3.PutObject',
    kind: SpanKind.CLIENT,
    attributes: { 'rpc.system': 'aws-api', 'rpc.service': 'S3', 'rpc.method': 'PutObject', 'aws.s3.bucket': 'orders' },
  },
];
/** Lambda's Invocation subsegment, whose ID Lambda hands to the function. */
const PARENT = { traceId: OTEL_TRACE_ID, spanId: '1'.repeat(16) };

let xray: XRay;
let daemon: Daemon;

beforeEach(async () => {
  xray = xrayWith(lambdaSegments('checkout'));
  daemon = await xray.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(() => xray.stop());

function documents(): SegmentDocument[] {
  return xray
    .batchGetTraces([TRACE_ID])
    .flatMap(({ Segments }) => Segments.map(({ Document }) => JSON.parse(Document)));
}

function packetOf(prefix: string): string {
  const request = ProtobufTraceSerializer.serializeRequest(recordSpans(RESOURCE, SPANS, PARENT)) ?? [];
  return prefix + Buffer.from(request).toString('base64');
}

async function send(body: string): Promise<void> {
  const socket = createSocket('udp4');
  const packet = `{"format":"json","version":1}\n${body}`;
  await new Promise((resolve) => socket.send(packet, daemon.port, '127.0.0.1', resolve));
  socket.close();
  await daemon.processed();
}

describe('spans of AWS’s UDP exporter', () => {
  it('are in the trace of the invocation, below the subsegment that Lambda set as their parent', async () => {
    const exporter = new AwsXrayUdpSpanExporter(`127.0.0.1:${daemon.port}`);
    const arrived = new Promise<string>((resolve) => xray.onTrace(resolve));
    await exportSpans(exporter, recordSpans(RESOURCE, SPANS, PARENT));
    await arrived;
    await exporter.shutdown();

    const handler = documents().find(({ parent_id: parentId }) => parentId === PARENT.spanId);
    expect(handler).toMatchObject({ name: 'checkout', subsegments: [{ name: 'S3', namespace: 'aws' }] });
    expect(handler?.origin).toBeUndefined();
    expect(daemon).toMatchObject({ received: 1, rejected: 0 });
  });

  it('are on the map: a node of the service, and one for the bucket that it called', async () => {
    await send(packetOf('T1S'));

    const nodes = xray.traceGraph([TRACE_ID]);
    const names = nodes.map(({ Name, Type }) => `${Name} ${Type ?? '(none)'}`);
    const targetsOf = (type: string | undefined) =>
      nodes
        .filter(({ Type }) => Type === type)
        .flatMap(({ Edges }) => Edges.map(({ ReferenceId }) => names[ReferenceId]));
    expect(targetsOf('AWS::Lambda::Function')).toEqual(['checkout (none)']);
    expect(nodes.find(({ Type }) => Type === 'AWS::S3::Bucket')?.Name).toBe('orders');
  });

  it('can have the prefix of the first releases', async () => {
    await send(packetOf('T1'));

    expect(documents().some(({ parent_id: parentId }) => parentId === PARENT.spanId)).toBe(true);
  });

  it('are accepted and not stored if the request was not sampled', async () => {
    await send(packetOf('T1U'));

    expect(documents()).toHaveLength(2);
    expect(daemon).toMatchObject({ received: 1, rejected: 0 });
  });

  it('are stored for Transaction Search, even if the request was not sampled', async () => {
    await xray.stop();
    xray = xrayWith([], { transactionSearch: {} });
    daemon = await xray.listen({ host: '127.0.0.1', port: 0 });
    await send(packetOf('T1U'));

    expect(documents().map(({ name }) => name)).toContain('checkout');
  });

  it.each([
    ['no base64', 'T1S<spans>', /ErrorCode: ParseError, Cause: The spans are not base64/],
    ['nothing', 'T1S', /The spans are not base64/],
    [
      'base64 of something else',
      `T1S${Buffer.from('hello').toString('base64')}`,
      /The protobuf message|The protobuf field/,
    ],
    ['a request that is cut off', packetOf('T1S').slice(0, 200), /The protobuf message is cut off/],
  ])('are rejected with the reason if they are %s', async (_what, body, reason) => {
    await send(body);

    expect(daemon.rejected).toBe(1);
    expect(daemon.rejections()[0]?.reason).toMatch(reason);
  });

  it('are accepted by PutTraceSegments, which returns an error for each rejected one', async () => {
    const client = new XRayClient({
      endpoint: `http://127.0.0.1:${daemon.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { UnprocessedTraceSegments } = await client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: [packetOf('T1S'), 'T1S!'] }),
    );
    const stored = documents().filter(({ parent_id: parentId }) => parentId === PARENT.spanId);
    client.destroy();

    expect(stored).toHaveLength(1);
    expect(UnprocessedTraceSegments).toEqual([
      { ErrorCode: 'ParseError', Message: expect.stringMatching(/^Invalid spans. ErrorCode: ParseError/) },
    ]);
  });
});
