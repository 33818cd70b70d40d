import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HEADER, TRACE_ID } from './support/lambda-log.ts';

/** Receives what the SDK sends to the X-Ray daemon. */
const daemon = createSocket('udp4');
let traced: typeof import('../../functions/shared/tracing.ts').traced;

beforeAll(async () => {
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  // The SDK reads these once, when it is loaded; in a Lambda function they are there before.
  process.env.LAMBDA_TASK_ROOT = '/var/task';
  process.env._X_AMZN_TRACE_ID = HEADER;
  process.env.AWS_XRAY_DAEMON_ADDRESS = `127.0.0.1:${daemon.address().port}`;
  ({ traced } = await import('../../functions/shared/tracing.ts'));
});
afterAll(() => void daemon.close());
afterEach(() => void jest.restoreAllMocks());

/** The documents that arrive while `work` is done, in order of arrival, until so many subsegments have ended. */
async function allSentDuring(count: number, work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const documents: Record<string, unknown>[] = [];
  const all = new Promise<void>((resolve) => {
    daemon.on('message', (datagram) => {
      documents.push(JSON.parse(datagram.toString().split('\n')[1] ?? ''));
      if (documents.filter(hasEnded).length === count) resolve();
    });
    if (count === 0) resolve();
  });
  await Promise.all([all, work()]);
  daemon.removeAllListeners('message');
  return documents;
}

const sentDuring = async (count: number, work: () => Promise<unknown>) =>
  (await allSentDuring(count, work)).filter(hasEnded);

const hasEnded = ({ end_time }: Record<string, unknown>) => end_time !== undefined;

describe('traced', () => {
  it('sends a subsegment with its annotations and metadata when the work returns, and returns its answer', async () => {
    let answer: unknown;
    const sent = await sentDuring(1, async () => {
      answer = await traced('price', async ({ annotate, addMetadata }) => {
        annotate('job_id', 'order-1');
        addMetadata('result', { cents: 4900 });
        return 4900;
      });
    });

    expect(answer).toBe(4900);
    expect(sent).toEqual([
      expect.objectContaining({
        type: 'subsegment',
        name: 'price',
        trace_id: TRACE_ID,
        parent_id: '00000000000000f1',
        annotations: { job_id: 'order-1' },
        metadata: { default: { result: { cents: 4900 } } },
        end_time: expect.any(Number),
      }),
    ]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new RangeError('none left');
      },
    ],
    ['rejects', () => Promise.reject(new RangeError('none left'))],
  ])('sends the exception when the work %s, and throws it on', async (_, work) => {
    const sent = await sentDuring(1, () =>
      expect(traced('reserve', work)).rejects.toThrow(new RangeError('none left')),
    );

    expect(sent).toMatchObject([
      { name: 'reserve', fault: true, cause: { exceptions: [{ type: 'RangeError', message: 'none left' }] } },
    ]);
  });

  it('records an exception once, where it was thrown; around it, by its id', async () => {
    const inner = () => traced('inner', () => Promise.reject(new RangeError('none left')));
    const [first, second] = await sentDuring(2, () => expect(traced('outer', inner)).rejects.toThrow('none left'));

    expect(first).toMatchObject({
      name: 'inner',
      parent_id: second?.id,
      cause: { exceptions: [{ message: 'none left' }] },
    });
    expect(second).toMatchObject({ name: 'outer', fault: true, cause: { id: first?.id, exceptions: [] } });
  });

  it('sends a subsegment as in progress when it begins, before its children', async () => {
    const sent = await allSentDuring(2, () => traced('outer', () => traced('inner', () => Promise.resolve())));

    const [outer, inner] = sent;
    expect(sent.map(({ name, in_progress }) => [name, in_progress])).toEqual([
      ['outer', true],
      ['inner', true],
      ['inner', undefined],
      ['outer', undefined],
    ]);
    expect(sent.map(({ id }) => id)).toEqual([outer?.id, inner?.id, inner?.id, outer?.id]);
    expect(outer).toMatchObject({ type: 'subsegment', trace_id: TRACE_ID, parent_id: '00000000000000f1' });
    expect(outer).not.toHaveProperty('subsegments');
  });

  it('keeps subsegments of work done at the same time below their own parents', async () => {
    const branch = (name: string) => traced(name, () => traced(`below ${name}`, () => Promise.resolve()));
    const sent = await sentDuring(4, () => Promise.all([branch('a'), branch('b')]));

    const idOf = (name: string) => sent.find((document) => document.name === name)?.id;
    expect(sent.find(({ name }) => name === 'below a')?.parent_id).toBe(idOf('a'));
    expect(sent.find(({ name }) => name === 'below b')?.parent_id).toBe(idOf('b'));
  });

  it('makes a warning of what the SDK logs as an error, because the error handler would take it for a failure', async () => {
    const error = jest.spyOn(console, 'error').mockReturnValue();
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    let answer: unknown;

    await sentDuring(1, async () => {
      answer = await traced('price', async ({ annotate }) => {
        annotate('price', Number.NaN);
        return 'the answer';
      });
    });

    expect(answer).toBe('the answer');
    expect(warn).toHaveBeenCalledTimes(1);
    expect(error).not.toHaveBeenCalled();
  });

  it('keeps everything of metadata that can be kept', async () => {
    const cart: Record<string, unknown> = { items: 3n, at: new Date(0), prices: new Map([['tea', 5]]) };
    cart.self = cart;

    const [sent] = await sentDuring(1, () => traced('price', async ({ addMetadata }) => addMetadata('cart', cart)));

    const expected = { items: '3', at: '1970-01-01T00:00:00.000Z', prices: { tea: 5 }, self: '[circular]' };
    expect(sent).toMatchObject({ metadata: { default: { cart: expected } } });
  });

  it('leaves metadata out, and says so, when the document would become too large for X-Ray', async () => {
    const large = Array.from({ length: 50 }, () => '東'.repeat(300));

    const [sent] = await sentDuring(1, () =>
      traced('price', async ({ addMetadata }) => {
        addMetadata('large', large);
        addMetadata('small', 1);
      }),
    );

    expect(sent).toMatchObject({ metadata: { default: { large: '[left out: 45151 bytes]', small: 1 } } });
  });

  it('leaves metadata out when all of it together would become too large', async () => {
    const text = Array.from({ length: 3 }, () => 'x'.repeat(3000));

    const [sent] = await sentDuring(1, () =>
      traced('price', async ({ addMetadata }) => {
        for (const key of ['a', 'b', 'c', 'd']) addMetadata(key, text);
      }),
    );

    expect(sent).toMatchObject({ metadata: { default: { a: text, b: text, c: text, d: '[left out: 9010 bytes]' } } });
  });

  it('cuts a long annotation', async () => {
    const [sent] = await sentDuring(1, () => traced('price', async ({ annotate }) => annotate('a', 'x'.repeat(1500))));

    expect(sent).toMatchObject({ annotations: { a: `${'x'.repeat(1000)}… [500 characters cut]` } });
  });

  it('cuts an exception that is too long for X-Ray, so that the subsegment does not stay in progress', async () => {
    const long = new RangeError('x'.repeat(200_000));
    let thrown: unknown;

    const [sent] = await sentDuring(1, async () => {
      thrown = await traced('price', () => Promise.reject(long)).catch((error: unknown) => error);
    });

    expect(thrown).toBe(long);
    const { message, type } = Object(sent?.cause).exceptions[0];
    expect([type, message.length]).toEqual(['RangeError', 4025]);
    expect(message).toMatch(/x… \[196000 characters cut\]$/);
  });

  it('keeps 50 lines of a stack', async () => {
    const frames = Array.from({ length: 80 }, (_, n) => `    at f (a.js:${n}:1)`);
    const deep = Object.assign(new RangeError('m'), { stack: ['RangeError: m', ...frames].join('\n') });

    const [sent] = await sentDuring(1, () => traced('price', () => Promise.reject(deep)).catch(() => {}));

    const { stack } = Object(sent?.cause).exceptions[0];
    expect(stack).toHaveLength(49);
    expect(stack[48]).toMatchObject({ path: 'a.js', line: 48, label: 'f' });
  });

  it('cuts an exception whose message is not part of its stack', async () => {
    const long = Object.assign(new RangeError('x'.repeat(200_000)), { stack: 'RangeError\n    at f (a.js:1:1)' });

    const [sent] = await sentDuring(1, () => traced('price', () => Promise.reject(long)).catch(() => {}));

    expect(Object(sent?.cause).exceptions[0].message).toMatch(/characters cut\]$/);
  });

  it('keeps metadata as it was when it was added', async () => {
    const cart = { items: 1 };

    const [sent] = await sentDuring(1, () =>
      traced('price', async ({ addMetadata }) => {
        addMetadata('cart', cart);
        cart.items = 2;
      }),
    );

    expect(sent).toMatchObject({ metadata: { default: { cart: { items: 1 } } } });
  });

  it.each([
    ['flush', 0],
    ['close', 0],
    ['addAnnotation', 1],
    ['addMetadata', 1],
  ] as const)(
    'does the work and returns its answer, also if the SDK throws in %s, and then sends %i subsegments',
    async (method, count) => {
      const warn = jest.spyOn(console, 'warn').mockReturnValue();
      const { default: AWSXRay } = await import('aws-xray-sdk-core');
      jest.spyOn(AWSXRay.Subsegment.prototype, method).mockImplementation(() => {
        throw new Error('broken');
      });

      let answer: unknown;

      const ended = await sentDuring(count, async () => {
        answer = await traced('price', async ({ annotate, addMetadata }) => {
          annotate('a', 1);
          addMetadata('b', 2);
          return 'the answer';
        });
      });

      expect(answer).toBe('the answer');
      expect(ended).toHaveLength(count);
      expect(warn).toHaveBeenCalledWith('X-Ray SDK:', new Error('broken'));
    },
  );

  it.each([
    ['a stack that is not a string', Object.assign(new Error('strange'), { stack: 5 })],
    ['a missing prototype', Object.create(null) as object],
  ])('throws what the work throws, also if the SDK cannot read the error because of %s', async (_, strange) => {
    jest.spyOn(console, 'warn').mockReturnValue();
    let thrown: unknown;

    const [sent] = await sentDuring(1, async () => {
      thrown = await traced('price', () => Promise.reject(strange)).catch((error: unknown) => error);
    });

    expect(thrown).toBe(strange);
    expect(sent?.in_progress).toBeUndefined();
  });

  it('does the work without a trace, as under sam local invoke, and makes no warnings of its own', async () => {
    const error = jest.spyOn(console, 'error').mockReturnValue();
    const warn = jest.spyOn(console, 'warn').mockReturnValue();
    delete process.env._X_AMZN_TRACE_ID;

    const work = traced('price', async ({ annotate, addMetadata }) => {
      annotate('a', 1);
      addMetadata('b', 2);
      addMetadata('large', Array(100).fill('x'.repeat(4000)));
      return 'the answer';
    });

    await expect(work).resolves.toBe('the answer');
    await expect(traced('price', () => Promise.reject(new Error('no stock')))).rejects.toThrow('no stock');
    expect(error).not.toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalledWith('X-Ray SDK:', expect.any(Error));
    process.env._X_AMZN_TRACE_ID = HEADER;
  });
});
