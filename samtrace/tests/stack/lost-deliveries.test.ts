import { expect, it, jest } from '@jest/globals';
import { LostDeliveries } from '../../src/stack/lost-deliveries.ts';

it('lists the latest lost deliveries within 8 MB, and counts those that are no longer listed', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const lost = new LostDeliveries();
  const sender = { principal: 'sns.amazonaws.com', sourceArn: 'arn:topic' };
  for (let n = 0; n < 20_000; n += 1) lost.add({ sender, targetArn: `arn:${n}`, reason: 'No such queue.' });

  const listed = lost.list();
  expect(listed.at(-1)?.targetArn).toBe('arn:19999');
  expect(listed.length).toBeLessThan(17_000);
  expect(listed.length + lost.dropped).toBe(20_000);
  expect(warn).toHaveBeenCalledTimes(20_000);
  warn.mockRestore();
});
