import { describe, expect, it } from '@jest/globals';
import { refusalOf } from '../../src/console/request-guard.ts';

const HERE = '127.0.0.1:4566';

describe('a request', () => {
  it.each([
    ['from a program', { host: HERE }],
    ['by another name of loopback', { host: 'localhost:4566' }],
    ['to a bucket’s own name', { host: 'reports.localhost:4566' }],
    ['over IPv6', { host: '[::1]:4566' }],
    ['of a typed address', { host: HERE, 'sec-fetch-site': 'none' }],
    ['of the page itself', { host: HERE, origin: `http://${HERE}`, 'sec-fetch-site': 'same-origin' }],
  ])('%s passes', (_name, headers) => {
    expect(refusalOf({ headers })).toBeUndefined();
  });

  it.each([
    ['without a host', {}],
    ['by a name that somebody points here', { host: 'evil.example:4566' }],
    ['by a name that only begins like loopback', { host: '127.0.0.1.evil.example' }],
    ['from another site', { host: HERE, origin: 'https://evil.example' }],
    ['from another port of this machine', { host: HERE, origin: 'http://127.0.0.1:3000' }],
    ['from a sandboxed frame', { host: HERE, origin: 'null' }],
    ['that another site makes without an origin', { host: HERE, 'sec-fetch-site': 'cross-site' }],
    ['that another port makes without an origin', { host: HERE, 'sec-fetch-site': 'same-site' }],
  ])('%s is refused', (_name, headers) => {
    expect(refusalOf({ headers })).toMatch(/refused/);
  });
});
