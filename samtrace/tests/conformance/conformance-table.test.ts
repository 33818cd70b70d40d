import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CALLS } from './calls.ts';

const DOCUMENT = readFileSync('docs/conformance.md', 'utf8');

describe('docs/conformance.md', () => {
  it('lists the calls that the conformance suite makes, and no other', () => {
    const listed = [...DOCUMENT.matchAll(/^\| (\w+) \| `(\w+)` \|/gm)].map(([, service, call]) => `${service} ${call}`);

    expect(listed).toEqual([...new Set(CALLS.map(({ service, operation }) => `${service} ${operation}`))]);
  });

  it('names tests that exist', () => {
    const named = [...DOCUMENT.matchAll(/\| `([\w-]+)` \|$/gm)].map(([, test]) => `tests/conformance/${test}.test.ts`);

    const ofServices = [...DOCUMENT.matchAll(/`apigateway\/([\w-]+)`/g)].map(
      ([, test]) => `tests/services/apigateway/${test}.test.ts`,
    );

    expect(named).toHaveLength(7);
    expect(ofServices.length).toBeGreaterThan(10);
    expect([...named, ...ofServices].filter((file) => !existsSync(file))).toEqual([]);
  });
});
