import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import type { Role } from '../../src/aws/iam.ts';
import { type Gateway, startGateway } from '../../src/gateway/gateway.ts';
import { createIam } from '../../src/services/iam/service.ts';
import { createSts } from '../../src/services/sts/service.ts';

/** STS behind the gateway, and nothing else. The function's role denies it every action. */
const iam = createIam({ account: DEFAULT_ACCOUNT });
const statements = [{ effect: 'Deny' as const, action: ['*'], resource: ['*'] }];
const role: Role = {
  name: 'the-role',
  arn: 'arn:aws:iam::000000000000:role/the-role',
  policies: [{ name: 'the-policy', managed: false, statements }],
};
const { accessKeyId } = iam.issueCredentials('the-function', role);
let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({
    services: [createSts(iam).api],
    port: 0,
    refuse: () => undefined,
    callerOf: iam.callerOf,
    authorize: iam.authorize,
    fault: () => undefined,
    page: async ({ url }, response) => void response.end(`page ${url}`),
  });
});
afterAll(() => gateway.stop());

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

/** A signed request, as the AWS CLI makes it; the body of the answer without its request id. */
async function send(service: string, contentType: string, body: string, key = 'developer') {
  const scope = `${key}/20261125/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const headers = { authorization, 'content-type': contentType };
  const response = await fetch(`http://127.0.0.1:${gateway.port}/`, { method: 'POST', headers, body });
  const text = (await response.text()).replace(/(<Request(?:Id|ID)>)[^<]+/, '$1…');
  return { status: response.status, type: response.headers.get('content-type'), text };
}

describe('a request', () => {
  it('with two slashes at the start of its path is read like any other', async () => {
    const query = 'Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=K/20261125/us-east-1/sts/aws4_request';
    const response = await fetch(`http://127.0.0.1:${gateway.port}//?${query}`);

    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(':root</Arn>')]);
    expect(await (await fetch(`http://127.0.0.1:${gateway.port}//`)).text()).toBe('page /');
  });

  it.each([
    ['in its URL', '/reports/a.json?AWSAccessKeyId=KEY&Expires=1795600000&Signature=c2lnbmVk', {}],
    ['in its header', '/reports', { authorization: 'AWS KEY:c2lnbmVk' }],
  ])('with a signature of version 2 %s is rejected, and the error recommends version 4', async (_, path, headers) => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}${path}`, { headers });

    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/xml']);
    expect(await response.text()).toMatch(
      /<Error><Code>InvalidRequest<.*Signature version 2 is not supported.*version 4/,
    );
  });

  it('without a path is rejected', async () => {
    const call = request({ port: gateway.port, path: 'http://[/' }).end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];

    expect(response.statusCode).toBe(400);
    response.destroy();
  });

  it('that its caller aborts is not an error of the stack', async () => {
    const said: string[] = [];
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const authorization = 'AWS4-HMAC-SHA256 Credential=K/20261125/us-east-1/sts/aws4_request';
    const call = request({ port: gateway.port, method: 'POST', headers: { authorization, 'content-length': 100 } });
    call.on('error', () => {});
    const closed = new Promise((resolve) => call.on('close', resolve));
    call.write('Action=', () => call.destroy());
    await closed;
    // The gateway has seen the end of it before it answers the next one.
    await send('sts', FORM, 'Action=GetCallerIdentity');
    spy.mockRestore();

    expect(said).toEqual([]);
  });
});

describe('sts GetCallerIdentity', () => {
  const whoAmI = (key?: string) => send('sts', FORM, 'Action=GetCallerIdentity&Version=2011-06-15', key);
  const answer = (arn: string, userId: string) =>
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
    `<Arn>${arn}</Arn><UserId>${userId}</UserId><Account>000000000000</Account>` +
    '</GetCallerIdentityResult><ResponseMetadata><RequestId>…</RequestId></ResponseMetadata></GetCallerIdentityResponse>';

  it('returns the root user of the account for a developer', async () => {
    expect(await whoAmI()).toEqual({
      status: 200,
      type: 'text/xml',
      text: answer('arn:aws:iam::000000000000:root', '000000000000'),
    });
  });

  it('returns the session of its role for a function, even if a policy denies the call, as on AWS', async () => {
    const { status, text } = await whoAmI(accessKeyId);

    const userId = /AROA[A-Z0-9]{17}:the-function/.exec(text)?.[0] ?? 'no user id';
    expect(status).toBe(200);
    expect(text).toBe(answer('arn:aws:sts::000000000000:assumed-role/the-role/the-function', userId));
    expect(iam.findings().denied).toEqual([]);
  });

  it('is the only action of STS: any other returns an error with its name', async () => {
    const { status, text } = await send('sts', FORM, 'Action=AssumeRole&Version=2011-06-15');

    expect(status).toBe(501);
    expect(text).toContain('<Code>NotImplementedException</Code>');
    expect(text).toContain('<Message>samtrace does not support AssumeRole of STS.</Message>');
  });

  it.each(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'])('rejects %s, which has no signature', async (action) => {
    const headers = { 'content-type': FORM };
    const body = `Action=${action}&Version=2011-06-15`;
    const response = await fetch(`http://127.0.0.1:${gateway.port}/`, { method: 'POST', headers, body });

    expect(response.status).toBe(501);
    expect(await response.text()).toContain(`<Message>samtrace does not support ${action} of STS.</Message>`);
  });

  it('without an action is an error of the caller', async () => {
    const { status, text } = await send('sts', FORM, '');

    expect(status).toBe(400);
    expect(text).toContain('<Type>Sender</Type><Code>MissingAction</Code>');
  });
});

describe('a service that is not supported answers in its own protocol:', () => {
  const said = (name: string) => `samtrace does not support the service "${name}". It supports sts.`;
  const escaped = (name: string) => said(name).replaceAll('"', '&#34;');

  it.each(['cloudformation', 'iam', 'sns'])('%s, with a form, gets XML', async (name) => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse><Error><Type>Receiver</Type><Code>NotImplementedException</Code>' +
      `<Message>${escaped(name)}</Message></Error><RequestId>…</RequestId></ErrorResponse>`;

    expect(await send(name, FORM, 'Action=List&Version=2010-05-15')).toEqual({ status: 501, type: 'text/xml', text });
  });

  it('ec2 gets the XML of its own shape', async () => {
    const { text } = await send('ec2', FORM, 'Action=DescribeVpcs&Version=2016-11-15');

    expect(text).toContain(`<Response><Errors><Error><Code>NotImplementedException</Code><Message>${escaped('ec2')}`);
  });

  it('route53, whose requests have no hint, gets XML', async () => {
    expect((await send('route53', '', '')).text).toContain(`<Message>${escaped('route53')}</Message>`);
  });

  it.each([
    ['kinesis', 'application/x-amz-json-1.1'],
    ['apigateway', 'application/json'],
  ])('%s gets JSON', async (name, contentType) => {
    const { status, type, text } = await send(name, contentType, '{}');

    expect({ status, type }).toEqual({ status: 501, type: 'application/json' });
    expect(JSON.parse(text)).toEqual({ __type: 'NotImplementedException', message: said(name) });
  });
});
