import { describe, expect, it } from '@jest/globals';
import { redactJson } from '../../functions/error-handler/redact.ts';
import { redactText } from '../../functions/error-handler/redact-text.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.SflKxwRJSMeKKF2QT4';
const PEM = '-----BEGIN PRIVATE KEY-----\nMIIEvg\n-----END PRIVATE KEY-----';

describe('JSON', () => {
  it.each([
    'password',
    'dbPassword',
    'api_key',
    'X-Api-Key',
    'clientSecret',
    'sessionToken',
    'AWS_SECRET_ACCESS_KEY',
    'credentials',
    'Cookie',
    'authorization',
    'privateKey',
    'passphrase',
    'passwordHash',
    'apiKeys',
    'userPasswords',
    'passwd',
    'PWD',
    'clientSecretKey',
    'SecretString',
    'secrets',
    'cookies',
    'credential',
  ])('has the value of the key %s masked, whatever the value is', (key) => {
    expect(redactJson({ [key]: 's3cret' })).toEqual({ [key]: '[redacted]' });
    expect(redactJson({ [key]: { value: 's3cret' } })).toEqual({ [key]: '[redacted]' });
    expect(redactJson({ [key]: 4711 })).toEqual({ [key]: '[redacted]' });
  });

  it.each([
    'inputTokens',
    'outputTokens',
    'maxTokens',
    'nextToken',
    'NextContinuationToken',
    'nextForwardToken',
    'nextBackwardToken',
    'tokens',
    'passwordLength',
    'secretary',
    'tokenizer',
  ])('keeps the value of the key %s', (key) => {
    expect(redactJson({ [key]: 'readable' })).toEqual({ [key]: 'readable' });
  });

  it('keeps null and booleans of a secret key', () => {
    expect(redactJson({ password: null, token: false })).toEqual({ password: null, token: false });
  });

  it('is masked at any depth, in lists, and in JSON within strings', () => {
    const nested = { a: [{ b: { password: 's3cret' } }, JSON.stringify({ c: JSON.stringify({ token: 's3cret' }) })] };

    expect(JSON.stringify(redactJson(nested))).not.toContain('s3cret');
  });

  it('is masked beside what is kept', () => {
    expect(redactJson({ user: 'ada', password: 's3cret', id: 5 })).toEqual({
      user: 'ada',
      password: '[redacted]',
      id: 5,
    });
    expect(redactJson([1, 'a', { token: 's3cret' }, 'password=s3cret'])).toEqual([
      1,
      'a',
      { token: '[redacted]' },
      'password=[redacted]',
    ]);
    expect(redactJson('password=s3cret')).toBe('password=[redacted]');
  });

  it('is cut in lists and in JSON within strings, too', () => {
    const lists = JSON.parse(`${'['.repeat(2000)}"x"${']'.repeat(2000)}`) as unknown;
    expect(JSON.stringify(redactJson(lists))).toBe(`${'['.repeat(50)}"[too deep]"${']'.repeat(50)}`);

    const deep = `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`;
    expect(redactJson(deep)).toContain('"[too deep]"');
  });

  it('is the same value if there is no secret in it', () => {
    const value = { big: '{"n": 12345678901234567890}', list: [1, { a: 'b' }] };

    expect(redactJson(value)).toBe(value);
  });

  it('has secrets in a stack masked that reach over several lines', () => {
    const stack = ['Error: failed', `key: ${PEM}`, '    at f (a.js:1:1)'].join('\n').split('\n');

    expect(redactJson({ stack })).toEqual({ stack: ['Error: failed', 'key: [redacted]', '    at f (a.js:1:1)'] });
  });

  it('is a list of as many strings as before, if there are line breaks in them', () => {
    const list = ['two\nlines', 'password=s3cret', 'c'];

    expect(redactJson(list)).toEqual(['two\nlines', 'password=[redacted]', 'c']);
  });

  it('is cut where it is nested too deep', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(2000)}{"password":"s3cret"}${'}'.repeat(2000)}`) as object;

    const text = JSON.stringify(redactJson(deep));

    expect(text).toContain('"[too deep]"');
    expect(text).not.toContain('s3cret');
  });
});

describe('text', () => {
  it.each([
    ["failed { credentials: { value: 's3cret' } }", 'failed { credentials: [redacted] }'],
    ["failed { user: 'ada', password: 's3cret', id: 5 }", "failed { user: 'ada', password: [redacted], id: 5 }"],
    ["{\n  password:\n   's3cret',\n  id: 5\n}", '{\n  password:\n   [redacted],\n  id: 5\n}'],
    ['Got {\n  "password": "s3cret",\n  "a": 1\n}', 'Got {\n  "password": [redacted],\n  "a": 1\n}'],
    ['{\\"password\\":\\"s3\\\\\\"cret\\",\\"a\\":1}', '{\\"password\\":[redacted],\\"a\\":1}'],
    ["secrets: [ 's3cret', 's4cret' ], a: 1", 'secrets: [redacted], a: 1'],
    ['tokens: { a: "s3cret }", token: "x" }', 'tokens: { a: "s3cret }", token: [redacted] }'],
    ['GET /?password=s3cret&page=2', 'GET /?password=[redacted]&page=2'],
    ['Server=db;Password=s3cret;User=ada', 'Server=db;Password=[redacted];User=ada'],
    ['password="s3 cret" a=b', 'password=[redacted] a=b'],
    ['"password"=>"s3cret"', '"password"=>[redacted]'],
    ['password: "never closed', 'password: [redacted]'],
    ['credentials: { never: "closed"', 'credentials: [redacted]'],
    ['Authorization: Digest a="b", c=d\nHost: x', 'Authorization: [redacted]\nHost: x'],
    ['X-Api-Key: abc 123\nHost: x', 'X-Api-Key: [redacted]\nHost: x'],
    ['authorization=Digest abc def', 'authorization=[redacted]'],
    ['Set-Cookie: id=1; path=/', 'Set-Cookie: [redacted]'],
    ['Got {"password":123,"a":1}', 'Got {"password":[redacted],"a":1}'],
    ['sent Bearer abc.def123 to x', 'sent Bearer [redacted] to x'],
    ['sent basic dXNlcjpwYXNz to x', 'sent basic [redacted] to x'],
    ['postgres://ada:s3cret@db:5432/shop', 'postgres://[redacted]@db:5432/shop'],
    ['used AKIAIOSFODNN7EXAMPLE here', 'used [redacted] here'],
    ['used ASIAIOSFODNN7EXAMPLE here', 'used [redacted] here'],
    [`with ${JWT}.`, 'with [redacted].'],
    [`key ${PEM} end`, 'key [redacted] end'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMII', '[redacted]'],
    ['token: `s3cret` b', 'token: [redacted] b'],
    ["token: '' b", 'token: [redacted] b'],
    ["token: 's3\\'cret' b", 'token: [redacted] b'],
    ["token: 's3cret\\\\' b", 'token: [redacted] b'],
    ["a, token: 's3cret', password: 's4cret', b", 'a, token: [redacted], password: [redacted], b'],
    [`first ${PEM}, second ${PEM}.`, 'first [redacted], second [redacted].'],
    ['-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE', '[redacted]'],
  ])('%j becomes %j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'SyntaxError: Unexpected token: }\n    at parse (a.js:1:1)',
    "SyntaxError: Unexpected token: '}' in JSON",
    'Could not read the token:\n    at parse (a.js:1:1)',
    'The password is wrong: try again',
    'Basic authentication failed: no Bearer token',
    'https://example.com/a@b',
    'nextToken=abc&page=2, inputTokens: 5',
    'See mailto:ada@example.com and 12:30:45',
    'password=',
    'password=\nnext line',
    'password: 123',
    'credentials: none',
  ])('%j stays as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each([
    ['a long word', 'a'.repeat(300_000)],
    ['many keys', 'password '.repeat(40_000)],
    ['many open quotes', `password: "${'\\"'.repeat(150_000)}`],
    ['many open brackets', `secret: ${'{'.repeat(300_000)}`],
    ['many beginnings of URLs', '://'.repeat(100_000)],
    ['many beginnings of keys', '-----BEGIN '.repeat(30_000)],
    ['many beginnings of tokens', 'eyJ'.repeat(100_000)],
    ['many tokens without an end', 'eyJa-'.repeat(60_000)],
    ['many spaces', `password${' '.repeat(300_000)}`],
    ['many Bearers', 'Bearer '.repeat(40_000)],
  ])('is read in linear time: %s', (_, text) => {
    expect(redactText(text).length).toBeLessThanOrEqual(text.length + 10);
  });
});
