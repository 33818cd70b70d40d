import { afterAll, describe, expect, it } from '@jest/globals';
import type { Cause } from '../../../src/aws/segment-document.ts';
import { checkDocument } from '../../../src/services/xray/document-check.ts';
import { lambdaWorld } from './world.ts';

const world = lambdaWorld();
afterAll(() => world.lambda.stop());

describe('an error with a long message', () => {
  it.each([
    ['15,000 letters', 'x', 15_000],
    ['2,600 Japanese characters', '在', 2_600],
    ['100,000 letters', 'x', 100_000],
    ['300,000 emoji, whose description is longer than a header may be', '😀', 300_000],
  ])('of %s reaches the caller unchanged, and X-Ray accepts its segment', async (_what, character, length) => {
    const functionName = world.define('failures.throwsLong', { functionName: `long-${length}` });

    const { payload, functionError, errorType } = await world.invoke(functionName, { character, length });

    expect([functionError, errorType]).toEqual(['Unhandled', 'RangeError']);
    expect(JSON.parse(payload.toString()).errorMessage).toBe(character.repeat(length));
    const segment = world.segmentsOf(functionName).find(({ origin }) => origin === 'AWS::Lambda::Function');
    expect(checkDocument(JSON.stringify(segment))).not.toHaveProperty('ErrorCode');
    const cause = segment?.cause as Cause | undefined;
    const exception = cause?.exceptions?.[0];
    expect(exception?.type).toBe('RangeError');
    expect(exception?.message?.slice(0, 1_000)).toBe(character.repeat(1_000).slice(0, 1_000));
    // The environment lives on.
    expect((await world.invoke(functionName, { character, length: 1 })).coldStart).toBe(false);
  });
});
