import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Entity, SegmentDocument } from '../../../src/aws/segment-document.ts';
import { createXRay, type XRay, type XRayOptions } from '../../../src/services/xray/service.ts';

/** 2023-11-14T22:13:20Z: the moment of every test, and the time part of {@link TRACE_ID}. */
export const NOW_SECONDS = 1_700_000_000;
export const TRACE_ID = traceId(1);

/** A trace id of the test's moment: 1-6553f100-000000000000000000000001 and so on. */
export function traceId(number: number, atSeconds = NOW_SECONDS): string {
  return `1-${atSeconds.toString(16)}-${number.toString(16).padStart(24, '0')}`;
}

/** `id('a')` is aaaaaaaaaaaaaaaa; longer seeds of hexadecimal digits are padded. */
export function id(seed: string): string {
  return seed.padEnd(16, seed.at(-1));
}

/** A segment that lasted one second. */
export function segment(overrides: Partial<SegmentDocument> = {}): SegmentDocument {
  return {
    id: id('a'),
    name: 'app',
    trace_id: TRACE_ID,
    start_time: NOW_SECONDS,
    end_time: NOW_SECONDS + 1,
    ...overrides,
  };
}

/** A subsegment sent alone, as the SDK sends them in Lambda. */
export function subsegment(overrides: Partial<SegmentDocument> = {}): SegmentDocument {
  return segment({ id: id('b'), parent_id: id('a'), name: 'stage', type: 'subsegment', ...overrides });
}

/** An embedded subsegment. */
export function embedded(overrides: Partial<Entity> = {}): Entity {
  return { id: id('b'), name: 'stage', start_time: NOW_SECONDS, end_time: NOW_SECONDS + 1, ...overrides };
}

/** The two segments that Lambda records, `aaaa…` and `ffff…`, with the SDK's subsegments inside Invocation, `1111…`. */
export function lambdaSegments(name: string, overrides: Partial<SegmentDocument> = {}): SegmentDocument[] {
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const own = { resource_arn: arn, origin: 'AWS::Lambda', http: { response: { status: 200 } } };
  const invocation = embedded({ id: id('1'), name: 'Invocation', aws: { function_arn: arn } });
  return [
    segment({ name, ...own, aws: { request_id: 'request-1' }, ...overrides }),
    segment({
      id: id('f'),
      name,
      parent_id: id('a'),
      origin: 'AWS::Lambda::Function',
      aws: { account_id: '000000000000', function_arn: arn, resource_names: [name] },
      subsegments: [invocation],
      ...overrides,
    }),
  ];
}

/** An SDK client's call, inside {@link lambdaSegments}' Invocation. */
export function awsCall(name: string, overrides: Partial<SegmentDocument> = {}): SegmentDocument {
  return subsegment({ id: id('c'), parent_id: id('1'), name, namespace: 'aws', ...overrides });
}

/** X-Ray at the test's moment, with everything readable at once. */
export function xrayWith(documents: readonly SegmentDocument[] = [], options: Partial<XRayOptions> = {}): XRay {
  const now = () => NOW_SECONDS * 1000;
  const xray = createXRay({ account: DEFAULT_ACCOUNT, now, visibilityDelayMs: 0, ...options });
  for (const document of documents) {
    const refused = xray.put(document);
    if (refused) throw new Error(refused.Message);
  }
  return xray;
}
