import { describe, expect, it } from '@jest/globals';
import { type PlatformRecord, renderPlatformRecord } from '../../../src/services/lambda/platform-records.ts';

const tracing = {
  spanId: '54565fb41ac79632',
  type: 'X-Amzn-Trace-Id',
  value: 'Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1',
} as const;
const initDone = { initializationType: 'on-demand', phase: 'init' } as const;
const runtimeDone = { requestId: 'id', metrics: { durationMs: 127.1, producedBytes: 4 } };
const metrics = { durationMs: 127.1, billedDurationMs: 128, memorySizeMB: 128, maxMemoryUsedMB: 84 };
const report = (
  more: Partial<Extract<PlatformRecord, { type: 'platform.report' }>['record']> = {},
): PlatformRecord => ({
  type: 'platform.report',
  record: { requestId: 'id', metrics, status: 'success', ...more },
});

const RECORDS: Record<string, PlatformRecord> = {
  initStart: {
    type: 'platform.initStart',
    record: {
      ...initDone,
      runtimeVersion: 'nodejs:24.v1',
      runtimeVersionArn: 'arn',
      functionName: 'shop',
      functionVersion: '$LATEST',
      instanceId: 'stream',
      instanceMaxMemory: 134_217_728,
    },
  },
  'initRuntimeDone success': { type: 'platform.initRuntimeDone', record: { ...initDone, status: 'success' } },
  'initRuntimeDone error': { type: 'platform.initRuntimeDone', record: { ...initDone, status: 'error' } },
  'initReport success': {
    type: 'platform.initReport',
    record: { ...initDone, status: 'success', metrics: { durationMs: 1 } },
  },
  'initReport timeout': {
    type: 'platform.initReport',
    record: { ...initDone, status: 'timeout', metrics: { durationMs: 10_000 } },
  },
  start: { type: 'platform.start', record: { requestId: 'id', functionArn: 'arn', version: '$LATEST' } },
  'runtimeDone success': { type: 'platform.runtimeDone', record: { ...runtimeDone, status: 'success' } },
  'runtimeDone timeout': { type: 'platform.runtimeDone', record: { ...runtimeDone, status: 'timeout' } },
  'report success': report(),
  'report error': report({ status: 'error' }),
};

function written(systemLogLevel: string): string[] {
  const logging = { format: 'JSON', systemLogLevel } as const;
  return Object.keys(RECORDS).filter((name) => {
    const record = RECORDS[name];
    return record !== undefined && renderPlatformRecord(record, logging, 0) !== undefined;
  });
}

describe("the platform's records", () => {
  it('are written according to the system log level', () => {
    const warnings = ['initRuntimeDone error', 'initReport timeout', 'runtimeDone timeout', 'report error'];
    expect(written('DEBUG')).toEqual(Object.keys(RECORDS));
    expect(new Set(written('INFO'))).toEqual(new Set([...warnings, 'initStart', 'start', 'report success']));
    expect(written('WARN')).toEqual(warnings);
  });

  it('have the time at which they were written in JSON', () => {
    const text = renderPlatformRecord(
      report({ tracing }),
      { format: 'JSON', systemLogLevel: 'INFO' },
      1_700_000_000_123,
    );

    expect(text).toBe(
      '{"time":"2023-11-14T22:13:20.123Z","type":"platform.report","record":{"requestId":"id","metrics":' +
        '{"durationMs":127.1,"billedDurationMs":128,"memorySizeMB":128,"maxMemoryUsedMB":84},"status":"success","tracing":' +
        '{"spanId":"54565fb41ac79632","type":"X-Amzn-Trace-Id",' +
        '"value":"Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"}}}',
    );
  });

  it.each<[string, PlatformRecord, string]>([
    [
      'a report',
      report({ metrics: { ...metrics, initDurationMs: 397.68 }, tracing }),
      'REPORT RequestId: id\tDuration: 127.10 ms\tBilled Duration: 128 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB\t' +
        'Init Duration: 397.68 ms\t\n' +
        'XRAY TraceId: 1-62e900b2-710d76f009d6e7785905449a\tSegmentId: 54565fb41ac79632\tSampled: true\t\n',
    ],
    [
      'a timeout',
      report({ status: 'timeout' }),
      'REPORT RequestId: id\tDuration: 127.10 ms\tBilled Duration: 128 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB\t' +
        'Status: timeout\n',
    ],
    [
      'an init that failed',
      {
        type: 'platform.initReport',
        record: {
          ...initDone,
          status: 'error',
          errorType: 'Runtime.ImportModuleError',
          metrics: { durationMs: 137.69 },
        },
      },
      'INIT_REPORT Init Duration: 137.69 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\n',
    ],
  ])('have the marks and tabs of the text format: %s', (_title, record, text) => {
    expect(renderPlatformRecord(record, { format: 'Text', systemLogLevel: 'INFO' }, 0)).toBe(text);
  });
});
