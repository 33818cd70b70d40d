import { describe, expect, it } from '@jest/globals';
import { latencyBins, percentileMs } from '../../src/console/model/latency.ts';
import { layoutMap } from '../../src/console/model/map-layout.ts';
import { nodeKind } from '../../src/console/model/node-kind.ts';
import { ringArcs } from '../../src/console/model/ring.ts';
import { serviceMap } from '../../src/console/model/service-map.ts';
import { edge, service, statistics } from './builders.ts';

describe('the service map', () => {
  it('shows the statistics of a service on its node, and the statistics of its calls on an edge', () => {
    const called = service(2, {
      Name: 'orders',
      Type: 'AWS::Lambda::Function',
      SummaryStatistics: statistics({ ok: 6, error: 2, throttle: 1, fault: 1, seconds: 2 }),
      ResponseTimeHistogram: [{ Value: 0.2, Count: 10 }],
    });
    const caller = service(1, { Edges: [edge(2, { SummaryStatistics: statistics({ ok: 9, fault: 1, seconds: 3 }) })] });

    const map = serviceMap([caller, called], 5);

    expect(map.nodes[1]).toEqual({
      key: 'AWS::Lambda::Function/orders',
      name: 'orders',
      type: 'AWS::Lambda::Function',
      kind: 'function',
      counts: { ok: 6, error: 2, throttle: 1, fault: 1, total: 10 },
      averageMs: 200,
      perMinute: 2,
      latencies: [{ ms: 200, count: 10 }],
    });
    expect(map.edges[0]).toMatchObject({
      counts: { ok: 9, error: 0, throttle: 0, fault: 1, total: 10 },
      averageMs: 300,
      perMinute: 2,
    });
  });

  it('shows the outcomes of its calls, and no latency, on the node of the client', () => {
    const client = service(0, {
      Type: 'client',
      Edges: [edge(1, { SummaryStatistics: statistics({ ok: 3, error: 1 }) })],
    });

    const [node] = serviceMap([client, service(1)], 1).nodes;

    expect(node).toMatchObject({ kind: 'client', counts: { ok: 3, error: 1, total: 4 }, averageMs: undefined });
  });

  it('marks an edge between linked traces', () => {
    const map = serviceMap([service(1, { Edges: [edge(2, { EdgeType: 'link' })] }), service(2, { calls: [1] })], 1);

    expect(map.edges.map(({ isLink }) => isLink)).toEqual([true, false]);
  });

  it('omits an edge to a service that is not in the service graph', () => {
    expect(serviceMap([service(1, { calls: [7] })], 1).edges).toEqual([]);
  });

  it('shows services with the same name and different types as separate nodes', () => {
    const map = serviceMap([service(1, { Name: 'a' }), service(2, { Name: 'a', Type: 'AWS::Lambda::Function' })], 1);

    expect(map.nodes.map((node) => node.key)).toEqual(['AWS::Lambda/a', 'AWS::Lambda::Function/a']);
  });

  it.each([
    ['AWS::Lambda', 'lambda'],
    ['AWS::Lambda::Function', 'function'],
    ['AWS::S3', 'bucket'],
    ['AWS::S3::Bucket', 'bucket'],
    ['AWS::xray', 'traces'],
    ['Database::SQL', 'database'],
    ['AWS::ApiGateway::Stage', 'api'],
    ['AWS::StepFunctions', 'service'],
  ])('draws %s with the icon of a %s', (type, kind) => {
    expect(nodeKind(type)).toBe(kind);
  });
});

describe('the layout of the map', () => {
  // client ─ 1 ─┬─ 2      4 ─ 5
  //             └─ 3
  const services = [
    service(0, { Type: 'client', calls: [1] }),
    service(1, { calls: [2, 3] }),
    service(2),
    service(3),
    service(4, { calls: [5] }),
    service(5),
  ];

  it.each([
    ['right', 'wide', 'x'],
    ['down', 'wide', 'y'],
    ['down', 'narrow', 'y'],
  ] as const)(
    'places every caller before the services that it calls, in the direction %s, with %s cards',
    (direction, cards, axis) => {
      const map = serviceMap(services, 1);

      const { boxes } = layoutMap(map, direction, cards);

      for (const { from, to } of map.edges)
        expect(boxes.get(from.key)?.[axis]).toBeLessThan(boxes.get(to.key)?.[axis] ?? 0);
    },
  );

  it('is the same for the same services in another order and with other statistics', () => {
    const busy = services.map((one) => ({ ...one, SummaryStatistics: statistics({ ok: 99 }) })).reverse();

    expect(layoutMap(serviceMap(busy, 1), 'right', 'wide')).toEqual(
      layoutMap(serviceMap(services, 1), 'right', 'wide'),
    );
  });

  it('places no two nodes over each other', () => {
    const boxes = [...layoutMap(serviceMap(services, 1), 'right', 'wide').boxes.values()];

    const overlapping = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height),
    );

    expect(overlapping).toEqual([]);
  });

  it('draws every edge straight at its label, so that no edge crosses a label', () => {
    const { routes } = layoutMap(serviceMap(services, 1), 'right', 'wide');

    for (const { path, label } of routes.values()) {
      const points = [...path.matchAll(/([-\d.]+),([-\d.]+)(?=C|$)/g)].map((point) => point.slice(1).map(Number));
      const under = points.findIndex(([x = 0]) => x > label.x);
      const [from = [], to = []] = points.slice(under - 1, under + 1);
      expect([from[1], to[1]]).toEqual([label.y, label.y]);
      expect([(from[0] ?? 0) <= label.x - 30, (to[0] ?? 0) >= label.x + 30]).toEqual([true, true]);
    }
  });

  it('draws services that call each other, and a service that calls itself', () => {
    const map = serviceMap([service(1, { calls: [2] }), service(2, { calls: [1, 2] })], 1);

    expect(layoutMap(map, 'right', 'wide').routes.size).toBe(3);
  });

  it('is empty if there are no services', () => {
    expect(layoutMap(serviceMap([], 1), 'right', 'wide').boxes.size).toBe(0);
  });
});

describe('the ring of a node', () => {
  it('has arcs in proportion to the outcomes, with the failures first', () => {
    expect(ringArcs({ ok: 50, error: 25, fault: 25, throttle: 0, total: 100 })).toEqual([
      { status: 'fault', from: 0, to: 0.25 },
      { status: 'error', from: 0.25, to: 0.5 },
      { status: 'ok', from: 0.5, to: 1 },
    ]);
  });

  it('shows one failure in ten thousand calls', () => {
    const [fault] = ringArcs({ ok: 9_999, error: 0, fault: 1, throttle: 0, total: 10_000 });

    expect(fault?.to).toBeGreaterThan(0.02);
  });

  it('is empty if there are no calls', () => {
    expect(ringArcs({ ok: 0, error: 0, fault: 0, throttle: 0, total: 0 })).toEqual([]);
  });
});

describe('the histogram of latencies', () => {
  it('has bins that grow by a constant factor, so that one timeout does not hide the other latencies', () => {
    const bins = latencyBins(
      [
        { ms: 1, count: 3 },
        { ms: 10, count: 2 },
        { ms: 1000, count: 1 },
      ],
      3,
    );

    expect(bins.map((bin) => [Math.round(bin.fromMs), Math.round(bin.toMs), bin.count])).toEqual([
      [1, 10, 3],
      [10, 100, 2],
      [100, 1000, 1],
    ]);
  });

  it('has one bin if all latencies are equal', () => {
    expect(latencyBins([{ ms: 0, count: 4 }], 20).map((bin) => bin.count)).toEqual([4]);
  });

  it.each([
    [1 / 6, 10],
    [0.5, 20],
    [0.9, 30],
    [1, 30],
  ])('has the percentile %d at %d ms', (share, ms) => {
    const latencies = [
      { ms: 30, count: 2 },
      { ms: 10, count: 1 },
      { ms: 20, count: 3 },
    ];
    expect(percentileMs(latencies, share)).toBe(ms);
  });
});
