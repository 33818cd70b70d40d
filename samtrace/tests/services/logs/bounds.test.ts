import { describe, expect, it } from '@jest/globals';
import { logsWorld, NOON } from './world.ts';

const DAY_MS = 86_400_000;

describe('the memory of the log store', () => {
  it('is limited over all groups: the oldest events are removed first, and counted', () => {
    const { logs } = logsWorld({ maxBytes: 50_000 });
    for (let n = 0; n < 1_000; n += 1) {
      logs.append(`/group/${n % 3}`, `stream-${n % 7}`, [{ timestamp: NOON + n, message: `event ${n}` }]);
    }

    const kept = [0, 1, 2]
      .flatMap((group) => logs.filterLogEvents({ logGroupName: `/group/${group}` }))
      .map(({ message }) => Number(message.split(' ')[1]))
      .sort((a, b) => a - b);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 1_000 - kept.length + index));
    expect(kept.length).toBeGreaterThan(200);
    expect(kept.length).toBeLessThan(320);
    expect(logs.droppedEventCount).toBe(1_000 - kept.length);
  });

  it('drops events from their streams, too, and leaves the empty streams', () => {
    const { logs, store } = boundedWorld();
    logs.append('/group', 'old', [{ timestamp: NOON, message: 'x'.repeat(5_000) }]);
    logs.append('/group', 'new', [{ timestamp: NOON + 1, message: 'y'.repeat(8_000) }]);

    expect(store()).toEqual({ old: 0, new: 1 });
  });

  it('is released for events beyond the retention of a group, while the stack runs', () => {
    let now = NOON;
    const { logs } = logsWorld({ now: () => now });
    logs.createLogGroup('/group', { retentionInDays: 1 });
    logs.append('/group', 's', [{ timestamp: now, message: 'yesterday' }]);
    now += DAY_MS + 1;
    logs.append('/group', 's', [{ timestamp: now, message: 'today' }]);

    expect(logs.filterLogEvents({ logGroupName: '/group' }).map(({ message }) => message)).toEqual(['today']);
    expect(logs.droppedEventCount).toBe(0);
  });
});

/** A store with room for one of its two events, and how many events each stream has. */
function boundedWorld() {
  const { logs } = logsWorld({ maxBytes: 10_000 });
  const countIn = (stream: string) => logs.filterLogEvents({ logGroupName: '/group', logStreamNames: [stream] }).length;
  return { logs, store: () => ({ old: countIn('old'), new: countIn('new') }) };
}
