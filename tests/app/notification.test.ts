import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from 'samtrace';
import { eventOf, keysWith, startSample } from './support/sample.ts';

/** The first failure of a kind sends a notification: marker, S3 event, EventBridge rule, SNS topic, message. */
let stack: Stack;

beforeAll(async () => {
  stack = await startSample({ parameterOverrides: { NotificationEmail: 'ops@example.com' } });
}, 60_000);
afterAll(() => stack?.stop());

async function fail(name: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await stack.invoke('ProcessorFunction', eventOf(name));
  await stack.settled();
}

describe('the notification', () => {
  it('is one message for many failures of a kind, and names the marker with function and error', async () => {
    await fail('out-of-stock', 3);

    const [marker] = await keysWith(stack, 'markers/');
    expect(marker).toMatch(/^markers\/local-ProcessorFunction-\w+\/OutOfStockError-[0-9a-f]{16}$/);
    expect(stack.emails()).toEqual([
      expect.objectContaining({ to: 'ops@example.com', text: expect.stringContaining(`/${marker}`) }),
    ]);
  });

  it('comes again for another kind', async () => {
    await fail('unknown-product', 2);

    expect(stack.emails()).toHaveLength(2);
    expect(stack.emails()[1]?.text).toContain('/UnknownProductError-');
  });
});
