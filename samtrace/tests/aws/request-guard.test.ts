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

describe('a click on a link of a stored page, which the browser treats as another site,', () => {
  const click = {
    host: HERE,
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  const secretPath = '/_local/stored/0123456789abcdef/';
  const clickOn = (url: string, headers: object = {}, method = 'GET') =>
    refusalOf({ url, method, headers: { ...click, ...headers } }, secretPath);

  it('opens another object below the secret path', () => {
    expect(clickOn(`${secretPath}reports/a/report.json`)).toBeUndefined();
  });

  it.each([
    ['the page', '/', {}, 'GET'],
    ['the page\u2019s data', '/_local/objects', {}, 'GET'],
    ['a path that is not the secret one', '/_local/stored/0000000000000000/reports/a', {}, 'GET'],
    ['a signed call below it', `${secretPath}?X-Amz-Credential=K/1/us-east-1/sns/aws4_request`, {}, 'GET'],
    ['a form below it', `${secretPath}reports/a`, {}, 'POST'],
    ['a frame below it', `${secretPath}reports/a`, { 'sec-fetch-dest': 'iframe' }, 'GET'],
    ['a script below it', `${secretPath}reports/a`, { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, 'GET'],
    ['a name that somebody points here', `${secretPath}reports/a`, { host: 'evil.example' }, 'GET'],
  ])('does not open %s', (_name, url, headers, method) => {
    expect(clickOn(url, headers, method)).toMatch(/refused/);
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
