import { describe, expect, it } from '@jest/globals';
import type { FailureClass } from '../../functions/error-handler/classify.ts';
import { fingerprintOf, markerKey } from '../../functions/error-handler/failure-kind.ts';
import { ownFrames, placeOf } from '../../functions/error-handler/stack.ts';

describe('the frames of the application', () => {
  it('are those outside of libraries and the runtime', () => {
    const own = '    at reserve (/var/task/order.ts:58:15)';
    const stack = [
      'Error: at home (really)',
      '    at call (/var/task/node_modules/lib/index.js:1:1)',
      own,
      '    at process.processTicks (node:internal/process/task_queues:103:5)',
      '    at Runtime.handleOnce (file:///var/runtime/index.mjs:1:1)',
      '    at wrap (/opt/nodejs/layer.js:1:1)',
      '  File "/var/lang/lib/python3.13/json/decoder.py", line 355, in raw_decode',
      '  File "/var/task/venv/site-packages/requests/api.py", line 59, in request',
    ];

    expect(ownFrames(stack)).toEqual([own]);
  });

  it('begin with the innermost one, also in Python', () => {
    const outer = '  File "/var/task/app.py", line 5, in handler\n    reserve()\n';
    const inner = '  File "/var/task/orders.py", line 12, in reserve\n    raise X\n';

    expect(ownFrames([outer, '  File "/var/runtime/x.py", line 1, in y', inner])).toEqual([inner, outer]);
  });
});

describe('the place of a frame', () => {
  it.each([
    ['    at reserve (/var/task/order.ts:58:15)', 'order.ts reserve'],
    ['    at async reserve (/tmp/tmp72dw9y5r/order.ts:58:15)', 'order.ts reserve'],
    ['    at new Order (C:\\task\\order.ts:58:15)', 'order.ts Order'],
    ['    at Runtime.handler [as run] (file:///var/task/order.mjs:1:1)', 'order.mjs Runtime.handler'],
    ['    at /var/task/order.ts:58:15', 'order.ts'],
    ['    at eo (/var/task/index.js:1:5877)', 'index.js'],
    ['    at pay (/var/task/index.js:1:5877)', 'index.js pay'],
    ['    at run (eval at load (/var/task/rules.js:1:1), <anonymous>:1:1)', 'rules.js load'],
    ['\tat com.x.Orders.reserve(Orders.java:12)', 'Orders.java com.x.Orders.reserve'],
    ['  File "/var/task/orders.py", line 12, in reserve', 'orders.py reserve'],
    ['    at ', ''],
    ['at (', ''],
  ])('of %j is %j', (frame, place) => {
    expect(placeOf(frame)).toBe(place);
  });
});

describe('the fingerprint of a failure', () => {
  const frame = (path: string, name = 'reserve') => `    at ${name} (${path})`;
  const fingerprint = ({
    functionName = 'orders',
    type = 'TypeError',
    message = 'none left',
    stack = [frame('/var/task/order.ts:58:15')],
    failureClass = 'thrown' as FailureClass,
  }) => fingerprintOf(functionName, { class: failureClass, error: { type, message, stack }, causes: [] });

  it.each([
    ['the folder of the build', { stack: [frame('/tmp/tmp72dw9y5r/order.ts:58:15')] }],
    ['the line', { stack: [frame('/var/task/order.ts:9:1')] }],
    ['the message, if there is a frame', { message: 'another' }],
    ['the frames below the first own one', { stack: [frame('/var/task/order.ts:58:15'), frame('/x/y.ts:1:1')] }],
  ])('does not depend on %s', (_, failure) => {
    expect(fingerprint(failure)).toBe(fingerprint({}));
  });

  it.each([
    ['the function', { functionName: 'newsletter' }],
    ['the error type', { type: 'RangeError' }],
    ['the file', { stack: [frame('/var/task/price.ts:58:15')] }],
    ['the name of the function in the code', { stack: [frame('/var/task/order.ts:58:15', 'charge')] }],
  ])('depends on %s', (_, failure) => {
    expect(fingerprint(failure)).not.toBe(fingerprint({}));
  });

  it('does not depend on numbers and IDs in the message, which counts without a frame', () => {
    const of = (message: string) => fingerprint({ stack: [], message });

    expect(of('order-17 of 5f2c9a3e-aaaa-4000-8000-000000000001')).toBe(of('order-4 of 6a1b0000-bbbb-4000-8000-1'));
    expect(of('order-17 failed')).not.toBe(of('order-17 expired'));
    expect(of(`failed: ${'x'.repeat(200)}: a`)).toBe(of(`failed: ${'x'.repeat(200)}: b`));
  });

  it('depends on the message of a failed init, which often has no frame', () => {
    const of = (message: string) => fingerprint({ stack: [], message, failureClass: 'init' });

    expect(of('There is no configuration.')).not.toBe(of('There is no database.'));
  });

  it('does not depend on the message if Lambda ended the process', () => {
    const of = (message: string) => fingerprint({ stack: [], message, failureClass: 'timeout' });

    expect(of('Timed out after 3.00 seconds.')).toBe(of('Task timed out'));
  });
});

describe('the key of a marker', () => {
  it('names the function and the error type', () => {
    expect(markerKey('orders', 'Function<RuntimeError>', '0123456789abcdef')).toBe(
      'markers/orders/Function_RuntimeError_-0123456789abcdef',
    );
  });

  it('is harmless and short, whatever the names are', () => {
    const key = markerKey('../\ud800'.repeat(500), '/\n"'.repeat(500), '0123456789abcdef');

    expect(key).toMatch(/^markers\/[\w.$-]{1,100}\/[\w.$-]{1,117}$/);
    expect(markerKey('', '', 'f')).toBe('markers/_/_-f');
  });
});
