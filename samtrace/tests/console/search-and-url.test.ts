import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { annotationExpression, classifySearch } from '../../src/console/model/search.ts';
import { formatUrl, type PageState, type Place, parseUrl } from '../../src/console/model/url-state.ts';
import { throughExpression } from '../../src/console/through.ts';

const TRACE = '1-6b02d5c0-0123456789abcdef01234567';

describe('the search box', () => {
  it.each([
    ['', { kind: 'nothing' }],
    ['  ', { kind: 'nothing' }],
    [TRACE, { kind: 'trace', traceId: TRACE }],
    [` ${TRACE.toUpperCase()} `, { kind: 'trace', traceId: TRACE }],
    [`Root=${TRACE};Parent=53995c3f42cd8ad8;Sampled=1`, { kind: 'trace', traceId: TRACE }],
    [`X-Amzn-Trace-Id: Sampled=1;Root=${TRACE}`, { kind: 'trace', traceId: TRACE }],
    ['6b02d5c00123456789abcdef01234567', { kind: 'trace', traceId: TRACE }],
    ['00-6b02d5c00123456789abcdef01234567-53995c3f42cd8ad8-01', { kind: 'trace', traceId: TRACE }],
    ['7F83B4E5-2487-4d01-a03e-27c609a93a6c', { kind: 'request', requestId: '7f83b4e5-2487-4d01-a03e-27c609a93a6c' }],
    ['service("fn") { fault }', { kind: 'filter', expression: 'service("fn") { fault }' }],
    [`annotation.parent = "${TRACE}"`, { kind: 'filter', expression: `annotation.parent = "${TRACE}"` }],
  ])('interprets %j', (typed, search) => {
    expect(classifySearch(typed)).toEqual(search);
  });
});

describe('the filter expression for an annotation', () => {
  it.each([
    ['job_id', 'order-7', 'annotation[job_id] = "order-7"'],
    ['size', 7.5, 'annotation[size] = 7.5'],
    ['is_last', true, 'annotation[is_last] = true'],
    ['path', 'C:\\ "x"', 'annotation[path] = "C:\\\\ \\"x\\""'],
  ])('is, for %s with the value %j, %s', (key, value, expression) => {
    expect(annotationExpression(key, value)).toBe(expression);
  });

  it.each([
    ['a key that X-Ray does not allow', 'a]b', 'x'],
    ['a nested value', 'a', { b: 1 }],
  ])('is undefined for an annotation with %s', (_what, key, value) => {
    expect(annotationExpression(key, value)).toBeUndefined();
  });
});

describe('the URL of a view', () => {
  const DEFAULTS = { range: '1h', errorsOnly: false, query: '' } as const;

  it.each<[string, PageState]>([
    ['/', { ...DEFAULTS, place: { view: 'map' } }],
    ['/?table', { ...DEFAULTS, place: { view: 'map', asTable: true } }],
    ['/?selected=a&selected=b%2Fc', { ...DEFAULTS, place: { view: 'map', selected: ['a', 'b/c'] } }],
    ['/?trace=1-a-b&selected=a', { ...DEFAULTS, place: { view: 'map', traceId: '1-a-b', selected: ['a'] } }],
    ['/?q=fault&errors&range=all', { query: 'fault', errorsOnly: true, range: 'all', place: { view: 'map' } }],
    [
      '/traces?order=slowest&through=AWS%3A%3ALambda%2Ff',
      { ...DEFAULTS, place: { view: 'traces', order: 'slowest', through: ['AWS::Lambda/f'] } },
    ],
    ['/traces/1-a-b?at=ff', { ...DEFAULTS, place: { view: 'trace', traceId: '1-a-b', entityId: 'ff' } }],
    [
      '/traces/1-a-b?at=ff&zoom=12.5-80&fold=a&fold=b&own-log',
      {
        ...DEFAULTS,
        place: {
          view: 'trace',
          traceId: '1-a-b',
          entityId: 'ff',
          zoom: { fromMs: 12.5, toMs: 80 },
          folded: ['a', 'b'],
          hidesPlatformLog: true,
        },
      },
    ],
    ['/opened?trace=1-a-b&at=ff', { ...DEFAULTS, place: { view: 'opened', traceId: '1-a-b', entityId: 'ff' } }],
    ['/objects?contains=report', { ...DEFAULTS, place: { view: 'objects', contains: 'report' } }],
    ['/messages', { ...DEFAULTS, place: { view: 'messages' } }],
    ['/send?function=local-Fn-1', { ...DEFAULTS, place: { view: 'send', functionName: 'local-Fn-1' } }],
    ['/failures/E%20at%20a%2Fb.ts%3A7', { ...DEFAULTS, place: { view: 'failures', group: 'E at a/b.ts:7' } }],
    ['/failures?group=..', { ...DEFAULTS, place: { view: 'failures', group: '..' } }],
    ['/objects/bucket?key=a%2F..%2Fb', { ...DEFAULTS, place: { view: 'objects', bucket: 'bucket', key: 'a/../b' } }],
    ['/objects/bucket/a/b%20c.json', { ...DEFAULTS, place: { view: 'objects', bucket: 'bucket', key: 'a/b c.json' } }],
  ])('%s is parsed into its view, and the view is formatted as the same URL', (address, state) => {
    expect(parseUrl(address)).toEqual(state);
    expect(formatUrl(state)).toBe(address);
  });

  it('keeps any name that a hostile document may contain', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom('.', '..', 'a/../b', '%2e'));
    const place: fc.Arbitrary<Place> = fc.oneof(
      fc.record({ view: fc.constant('map' as const), selected: fc.array(text, { minLength: 1, maxLength: 2 }) }),
      fc.record({ view: fc.constant('failures' as const), group: text }),
      fc.record({ view: fc.constant('trace' as const), traceId: text, entityId: text }),
      fc.record({ view: fc.constant('objects' as const), bucket: fc.constant('bucket'), key: text }),
    );
    fc.assert(
      fc.property(place, fc.string({ unit: 'grapheme' }), (anyPlace, query) => {
        const state: PageState = { ...DEFAULTS, query, place: anyPlace };
        expect(parseUrl(formatUrl(state))).toEqual(state);
      }),
    );
  });

  it.each(['zoom=9-3', 'zoom=5-5', 'zoom=-1-5', 'zoom=a'])('shows the whole trace for the invalid zoom %s', (query) => {
    expect(parseUrl(`/traces/1-a-b?${query}`).place).toEqual({ view: 'trace', traceId: '1-a-b' });
  });

  it('shows the map for an invalid URL', () => {
    expect(parseUrl('/nowhere/%E0%A4%A?range=never').place).toEqual({ view: 'map' });
  });
});

describe('the filter expression for a selection on the map', () => {
  it.each([
    [['AWS::Lambda/fn'], 'service(id(name: "fn", type: "AWS::Lambda"))'],
    [['unknown/app'], 'service(id(name: "app"))'],
    [['client/fn'], 'edge(id(name: "fn", type: "client"), id())'],
    [
      ['AWS::Lambda/a/b', 'remote/x"y\\z'],
      'edge(id(name: "a/b", type: "AWS::Lambda"), id(name: "x\\"y\\\\z", type: "remote"))',
    ],
    [[], undefined],
  ])('selects the traces through %j with %s', (keys, expression) => {
    expect(throughExpression(keys)).toBe(expression);
  });
});
