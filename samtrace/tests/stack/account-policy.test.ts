import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from 'samtrace';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ template: 'tests/stack/account-policy/template.yml' });
});
afterAll(() => stack?.stop());

describe('an account policy of the template', () => {
  it('invokes its function for errors of the other functions, but not for excluded ones and its own', async () => {
    await stack.invoke('Quiet');
    await stack.invoke('Orders');
    await stack.settled();

    const heard = stack.logs('Watcher', '"heard"').map(({ message }) => JSON.parse(message).message);
    expect(heard).toEqual([`heard /aws/lambda/${stack.physicalId('Orders')}`]);
    expect(stack.asyncInvocations()).toMatchObject([{ function: 'Watcher', status: 'ok' }]);
  });
});
