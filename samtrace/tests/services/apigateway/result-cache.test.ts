import { expect, it } from '@jest/globals';
import { ResultCache } from '../../../src/services/apigateway/authorizer/result-cache.ts';

it('keeps the answers for the last 10,000 tokens', () => {
  const cache = new ResultCache<string>();
  for (let n = 0; n <= 10_000; n += 1) cache.set(`token ${n}`, 'answer', 2);

  expect(cache.get('token 0', 1)).toBeUndefined();
  expect(cache.get('token 1', 1)).toBe('answer');
  expect(cache.get('token 10000', 1)).toBe('answer');
  expect(cache.get('token 10000', 2)).toBeUndefined();
});
