import { describe, expect, it } from '@jest/globals';
import type { AwsService } from '../../src/aws/http.ts';
import { checkFaults, Faults, parseFaults } from '../../src/gateway/faults.ts';

const service = (signingName: string, ...actions: string[]): AwsService =>
  ({ signingName, actions: actions.map((name) => `${signingName}:${name}`) }) as unknown as AwsService;
const SERVICES = [service('logs', 'GetLogEvents', 'PutLogEvents'), service('xray', 'BatchGetTraces')];

describe('faults', () => {
  it.each(['*=500', 'xray=hang', 'logs:GetLogEvents=throttle@0.2,xray:BatchGetTraces=drop'])('can be %s', (text) => {
    expect(() => checkFaults(parseFaults(text), SERVICES)).not.toThrow();
  });

  it.each([
    ['sns=500', '"sns" is not a service of samtrace: logs, xray (* is every one)'],
    ['logs:GetEvents=500', '"logs:GetEvents" names no action of logs: logs:GetLogEvents, logs:PutLogEvents'],
    ['*=500,xray:GetLogEvents=500', '"xray:GetLogEvents" names no action of xray: xray:BatchGetTraces'],
  ])('for unknown calls are rejected with an error that lists the known ones: %s', (text, message) => {
    expect(() => checkFaults(parseFaults(text), SERVICES)).toThrow(message);
  });

  it('occur as often as their rate', () => {
    const shares = [0.1, 0.2, 0.3];
    const faults = new Faults(() => shares.shift() ?? 1);
    faults.set(parseFaults('logs:GetLogEvents=500@0.2'));
    const next = () => faults.next('logs:GetLogEvents') !== undefined;

    expect([faults.next('xray:BatchGetTraces'), next(), next(), next()]).toEqual([undefined, true, false, false]);
    expect(faults.count).toBe(1);
  });
});
