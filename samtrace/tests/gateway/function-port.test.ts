import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../src/aws/arn.ts';
import { type AwsService, json } from '../../src/aws/http.ts';
import { type Gateway, startGateway } from '../../src/gateway/gateway.ts';
import { createIam } from '../../src/services/iam/service.ts';
import { renderS3Error } from '../../src/services/s3/error.ts';

/** A gateway whose services answer every call, and a function that may do everything. */
const iam = createIam({ account: DEFAULT_ACCOUNT });
const statements = [{ effect: 'Allow' as const, action: ['*'], resource: ['*'] }];
const role = {
  name: 'r',
  arn: 'arn:aws:iam::000000000000:role/r',
  policies: [{ name: 'p', managed: false, statements }],
};
const credentials = iam.issueCredentials('f', role);
let gateway: Gateway;

/** No bytes: an answer without members in every protocol. */
const empty = { status: 200, headers: {}, body: '' };

function serviceNamed(signingName: string): AwsService {
  return {
    signingName,
    actions: [],
    operation: () => ({ action: `${signingName}:Any`, resources: ['*'], run: () => empty }),
    renderError: (error, request) =>
      signingName === 's3'
        ? renderS3Error(error, request)
        : json(error.status, { __type: error.code, message: error.message }, { 'x-amzn-errortype': error.code }),
  };
}

beforeAll(async () => {
  gateway = await startGateway({
    services: ['s3', 'sqs', 'lambda'].map(serviceNamed),
    port: 0,
    refuse: () => undefined,
    callerOf: iam.callerOf,
    functionOf: iam.functionOf,
    authorize: iam.authorize,
    fault: () => undefined,
    page: async (_, response) => void response.end('page'),
  });
});
afterAll(() => gateway.stop());

function settings(port: number, keys: { accessKeyId: string; secretAccessKey: string }) {
  return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: keys, maxAttempts: 1 };
}

const foreign = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

async function call(port: number, keys: typeof foreign): Promise<Record<string, string>> {
  const config = settings(port, keys);
  const clients = { s3: new S3Client(config), sqs: new SQSClient(config), lambda: new LambdaClient(config) };
  const outcome = (sending: Promise<unknown>) =>
    sending.then(
      () => 'answered',
      (error: Error) => error.name,
    );
  const outcomes = {
    s3: await outcome(clients.s3.send(new ListBucketsCommand({}))),
    sqs: await outcome(clients.sqs.send(new ListQueuesCommand({}))),
    lambda: await outcome(clients.lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))),
  };
  for (const client of Object.values(clients)) client.destroy();
  return outcomes;
}

describe('the port for functions', () => {
  it('accepts a function with its own key', async () => {
    const answered = { s3: 'answered', sqs: 'answered', lambda: 'answered' };

    expect(await call(gateway.functionPort, credentials)).toEqual(answered);
  });

  it('rejects a key that belongs to no function, with the error of each service', async () => {
    expect(await call(gateway.functionPort, foreign)).toEqual({
      s3: 'InvalidAccessKeyId',
      sqs: 'InvalidClientTokenId',
      lambda: 'UnrecognizedClientException',
    });
  });

  it('does not serve the page', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.functionPort}/`);

    expect([response.status, await response.json()]).toEqual([403, { message: 'Missing Authentication Token' }]);
  });
});

describe('the port for people', () => {
  it('accepts any key', async () => {
    expect(await call(gateway.port, foreign)).toEqual({ s3: 'answered', sqs: 'answered', lambda: 'answered' });
    expect(gateway.port).not.toBe(gateway.functionPort);
  });
});
