import { describe, expect, it } from '@jest/globals';
import { consoleOf } from './console-of.ts';

describe('the protection of the page against other sites', () => {
  const html = { text: '<script>alert(1)</script>', contentType: 'text/html' };

  it('serves a stored object with a policy that keeps the browser from running its scripts', async () => {
    const { call } = await consoleOf({ objects: { b: { 'a/page.html': html } } });

    const { headers, text } = await call('/_local/objects/b/a/page.html');

    expect(text).toBe(html.text);
    const [sandbox, sources] = headers.get('content-security-policy')?.split('; ') ?? [];
    expect(sandbox).toBe('sandbox allow-popups allow-popups-to-escape-sandbox');
    expect(sources).toBe("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('serves a stored object below a secret path, so that its relative links lead to other objects', async () => {
    const { endpoint, secretPath } = await consoleOf({ objects: { b: { 'a/page.html': html } } });

    const { url } = await fetch(`${endpoint}/_local/objects/b/a/page.html`);

    expect(secretPath).toMatch(/^\/_local\/stored\/[0-9a-f]{32}\/$/);
    expect(url).toBe(`${endpoint}${secretPath}b/a/page.html`);
    expect((await fetch(`${endpoint}/_local/stored/${'0'.repeat(32)}/b/a/page.html`)).status).toBe(404);
  });

  it('serves an object whose key has a path segment that a browser removes', async () => {
    const { call } = await consoleOf({
      objects: { b: { 'a/../c.txt': { text: 'dotted', contentType: 'text/plain' } } },
    });

    expect((await call('/_local/objects/b?key=a%2F..%2Fc.txt')).text).toBe('dotted');
  });

  it('names a download after its key, and the key cannot add a header', async () => {
    const { call } = await consoleOf({ objects: { b: { 'a/x"\r\ny.html': html } } });

    const { headers } = await call(`/_local/objects/b/a/${encodeURIComponent('x"\r\ny.html')}?download`);

    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''x%22%0D%0Ay.html");
  });

  it('allows the page only its own files: no inline script or style, no frames, and no markup from strings', async () => {
    const { call } = await consoleOf();

    for (const path of ['/', '/traces/1-2-3', '/objects/b/k.html', '/_local/page/main.js', '/_local/page/main.css']) {
      const { status, headers, text } = await call(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect([path, status]).toEqual([path, 200]);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'; require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
      if (path === '/') expect(text).not.toMatch(/<script(?![^>]+src=)|<style|style=|onload/);
    }
  });

  it('has less than 150 KB of compressed files', async () => {
    const { endpoint } = await consoleOf();
    const sizes = await Promise.all(
      ['/', '/_local/page/icon.svg', '/_local/page/main.js', '/_local/page/main.css'].map(async (path) => {
        const { headers } = await fetch(endpoint + path, { headers: { 'accept-encoding': 'gzip' } });
        return Number(headers.get('content-length'));
      }),
    );

    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(150_000);
  });

  it('accepts a body only with the content type of JSON, which a form of another site cannot send', async () => {
    const { call } = await consoleOf();
    const path = '/_local/functions/local-Fn-1/invocations';

    expect(await call(path, { method: 'POST', body: '{"payload":1}' })).toMatchObject({ status: 415 });
    expect(
      await call(path, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
    ).toMatchObject({ status: 400, body: { code: 'NotJson' } });
  });

  it.each(['/favicon.ico', '/reports/key', '/_local/nothing', '/_local/traces/%E0%A4%A'])(
    'returns an error for %s',
    async (path) => {
      const { call } = await consoleOf();

      expect((await call(path)).status).toBeGreaterThanOrEqual(400);
    },
  );
});
