import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../functions/error-handler/config.ts';

const VARIABLES = { AWS_REGION: 'eu-central-1', REPORT_BUCKET: 'reports', TRACE_WAIT_SECONDS: '45' };

describe('the configuration', () => {
  it('is read from the environment variables', () => {
    expect(readConfig(VARIABLES)).toEqual({
      region: 'eu-central-1',
      reportBucket: 'reports',
      traceWaitMs: 45_000,
    });
  });

  it.each(['0', '180'])('accepts %s seconds', (seconds) => {
    expect(readConfig({ ...VARIABLES, TRACE_WAIT_SECONDS: seconds }).traceWaitMs).toBe(Number(seconds) * 1000);
  });

  it.each(['', ' ', '45s', '-1', '181', 'NaN'])('refuses "%s" as a number of seconds', (seconds) => {
    expect(() => readConfig({ ...VARIABLES, TRACE_WAIT_SECONDS: seconds })).toThrow(
      `TRACE_WAIT_SECONDS must be a number of seconds from 0 to 180, but was "${seconds}".`,
    );
  });

  it('names every variable that is wrong in one error', () => {
    expect(() => readConfig({})).toThrow(/AWS_REGION must be set.*REPORT_BUCKET must be.*TRACE_WAIT_SECONDS must be/);
  });
});
