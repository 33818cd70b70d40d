import { describe, expect, it } from '@jest/globals';
import { browserRefusalOf, refusalOf } from '../../src/aws/request-guard.ts';

const HERE = '127.0.0.1:4566';

const PROGRAMS: [string, Record<string, string>][] = [
  ['of a program', { host: HERE }],
  ['to localhost', { host: 'localhost:4566' }],
  ['to a bucket’s host name', { host: 'reports.localhost:4566' }],
  ['over IPv6', { host: '[::1]:4566' }],
];

const OWN_PAGE: [string, Record<string, string>][] = [
  ['for a typed address', { host: HERE, 'sec-fetch-site': 'none' }],
  ['of the stack’s page', { host: HERE, origin: `http://${HERE}`, 'sec-fetch-site': 'same-origin' }],
];

const FOREIGN: [string, Record<string, string>][] = [
  ['without a host', {}],
  ['to a foreign name that resolves to loopback', { host: 'evil.example:4566' }],
  ['to a name that only begins like loopback', { host: '127.0.0.1.evil.example' }],
  ['of another site', { host: HERE, origin: 'https://evil.example' }],
  ['of another port of this machine', { host: HERE, origin: 'http://127.0.0.1:3000' }],
  ['of a sandboxed frame', { host: HERE, origin: 'null' }],
  ['of another site without an origin', { host: HERE, 'sec-fetch-site': 'cross-site' }],
  ['of another port without an origin', { host: HERE, 'sec-fetch-site': 'same-site' }],
];

describe('the endpoint', () => {
  it.each([...PROGRAMS, ...OWN_PAGE])('accepts a request %s', (_name, headers) => {
    expect(refusalOf({ headers })).toBeUndefined();
  });

  it.each(FOREIGN)('refuses a request %s', (_name, headers) => {
    expect(refusalOf({ headers })).toMatch(/refused/);
  });
});

describe('a port for programs only', () => {
  it.each(PROGRAMS)('accepts a request %s', (_name, headers) => {
    expect(browserRefusalOf({ headers })).toBeUndefined();
  });

  it.each([...OWN_PAGE, ...FOREIGN])('refuses a request %s', (_name, headers) => {
    expect(browserRefusalOf({ headers })).toMatch(/refused/);
  });
});
