import { describe, expect, it } from '@jest/globals';
import { httpApi, jsonOf, startTestGateway } from './support/test-gateway.ts';

async function statusOf(method: string, headers: Record<string, string>): Promise<number> {
  await using gateway = await startTestGateway(httpApi(['$default']));
  const { status } = await gateway.send(method, '/', { headers });
  expect(gateway.invocations).toHaveLength(status === 200 ? 1 : 0);
  return status;
}

describe('an API on this machine', () => {
  it.each([
    ['a program', 'POST', {}],
    ['an application on another port', 'POST', { origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' }],
    ['an image of such an application', 'GET', { referer: 'http://localhost:5173/', 'sec-fetch-site': 'cross-site' }],
    ['the address bar', 'GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    [
      'a link, as after a sign-in elsewhere',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
  ])('accepts a call by %s', async (_, method, headers: Record<string, string>) => {
    expect(await statusOf(method, headers)).toBe(200);
  });

  it.each([
    ['a page of another site', 'POST', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a file or a sandboxed frame', 'POST', { origin: 'null' }],
    ['an image in a page of another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    [
      'a frame of another site',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
    ['a name that was made to point here', 'GET', { host: 'rebound.example' }],
  ])('rejects a call by %s', async (_, method, headers: Record<string, string>) => {
    expect(await statusOf(method, headers)).toBe(403);
  });

  it('returns the reason for a rejected request', async () => {
    await using gateway = await startTestGateway(httpApi(['$default']));
    const answer = await gateway.send('GET', '/', { headers: { origin: 'https://evil.example' } });

    expect(jsonOf(answer)).toEqual({
      message:
        'Origin https://evil.example is refused: in a browser, only applications on this machine may call this API.',
    });
  });
});
