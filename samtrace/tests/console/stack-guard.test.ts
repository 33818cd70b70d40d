import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EmptyStack, startEmptyStack } from '../browser/empty-stack.ts';

let world: EmptyStack;
beforeAll(async () => {
  world = await startEmptyStack();
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const SCOPE = 'test/20261122/us-east-1/s3/aws4_request';
const SIGNED = { authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=host, Signature=0` };
const SIGNED_QUERY = `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(SCOPE)}&X-Amz-Date=${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}&X-Amz-Expires=604800&X-Amz-Signature=0`;

/** As any program can send it: fetch would not let a page, or a test, choose these headers. */
function send(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request(world.stack.endpoint + path, { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on('error', reject)
      .end();
  });
}

const unzipped = { 'accept-encoding': 'identity' };

describe('the endpoint', () => {
  it('returns the page to a request without a signature, and the API of AWS to a request with a signature in a header or in the URL', async () => {
    const page = await fetch(`${world.stack.endpoint}/`);

    expect(await page.text()).toContain('<!doctype html>');
    expect((await send('/', { ...SIGNED, ...unzipped })).text).toContain('<ListAllMyBucketsResult');
    expect((await send(`/${SIGNED_QUERY}`, unzipped)).text).toContain('<ListAllMyBucketsResult');
  });

  describe.each([
    ['without a signature', '/_local/map', {}],
    ['with a signature in a header', '/', SIGNED],
    ['with a signature in the URL', `/${SIGNED_QUERY}`, {}],
  ])('refuses a request %s', (_how, path, headers) => {
    it.each([
      ['from a foreign origin', { origin: 'https://evil.example' }],
      ['from a frame without an origin', { origin: 'null' }],
      ['caused by another site', { 'sec-fetch-site': 'cross-site' }],
      ['caused by another port of this machine', { 'sec-fetch-site': 'same-site' }],
      ['for a foreign host name that resolves to this machine', { host: 'evil.example' }],
    ])('%s', async (_where, foreign) => {
      const { status, text } = await send(path, { ...headers, ...foreign });

      expect(status).toBe(403);
      expect(text).toContain('is refused');
    });
  });
});
