import { describe, expect, it } from '@jest/globals';
import { consoleOf } from './console-of.ts';

const email = (sentMs: number) => ({
  to: 'someone@example.com',
  from: 'Alerts <no-reply@sns.amazonaws.com>',
  subject: 'A failure',
  text: `It failed at ${sentMs}.`,
  topicArn: 'arn:aws:sns:us-east-1:000000000000:alerts',
  sentMs,
});

describe('the messages in the JSON of the page', () => {
  it('are the emails, newest first, and the failed deliveries', async () => {
    const undelivered = [{ sender: { principal: 'p', sourceArn: 'arn:rule' }, targetArn: 'arn:topic', reason: 'No.' }];
    const { call } = await consoleOf({ emails: [email(1), email(2)], undelivered });

    expect((await call('/_local/messages')).body).toEqual({
      emails: [email(2), email(1)],
      undelivered: [{ sourceArn: 'arn:rule', targetArn: 'arn:topic', reason: 'No.' }],
    });
    expect((await call('/_local/messages/undelivered')).body).toEqual({ count: 1 });
  });

  it('are limited to 200', async () => {
    const { call } = await consoleOf({ emails: Array.from({ length: 201 }, (_, index) => email(index)) });

    expect((await call('/_local/messages')).body).toMatchObject({ emails: { length: 200, 0: { sentMs: 200 } } });
  });
});

describe('a schedule in the JSON of the page', () => {
  const schedule = (fired: string[]) => ({
    logicalId: 'FnNightly',
    expression: 'rate(1 day)',
    enabled: true,
    targetArns: ['arn:fn'],
    fire: () => fired.push('FnNightly'),
  });

  it('is listed, and starts its target on request', async () => {
    const fired: string[] = [];
    const { call } = await consoleOf({ schedules: [schedule(fired)] });
    const listed = { logicalId: 'FnNightly', expression: 'rate(1 day)', enabled: true, targetArns: ['arn:fn'] };

    expect((await call('/_local/schedules')).body).toEqual([listed]);
    expect((await call('/_local/schedules/FnNightly/fire', { method: 'POST', body: '{}' })).body).toEqual(listed);
    expect(fired).toEqual(['FnNightly']);
  });

  it('returns status 404 if it does not exist', async () => {
    const { call } = await consoleOf({ schedules: [schedule([])] });

    expect(await call('/_local/schedules/Other/fire', { method: 'POST', body: '{}' })).toMatchObject({
      status: 404,
      body: { message: 'There is no schedule Other, only FnNightly.' },
    });
  });
});
