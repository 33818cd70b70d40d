import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack } from '../../src/stack/stack.ts';
import { AWS_ENVIRONMENT } from './botocore.ts';
import { SAM } from './peers.ts';
import { PROJECT, startWorld, type World } from './world.ts';

let world: World;
const cleanup = new AsyncDisposableStack();
afterAll(() => cleanup.disposeAsync());
beforeAll(async () => {
  world = await startWorld();
  cleanup.use(world.application);
});

/** Runs `sam` against the stack, as a person would. Rejects if it does not end with status 0. */
function sam(...args: string[]): Promise<string> {
  return samIn(PROJECT, ...args);
}

function samIn(cwd: string, ...args: string[]): Promise<string> {
  return samAt(world.endpoint, cwd, ...args);
}

async function samAt(endpoint: string, cwd: string, ...args: string[]): Promise<string> {
  const env = { ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL: endpoint, SAM_CLI_TELEMETRY: '0' };
  const { stdout } = await promisify(execFile)(SAM, args, { env, cwd });
  return stdout;
}

/** A project with a function URL, which the sample does not have. */
const WITH_URL = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Open:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: exports.handler = async () => 'hello';
      FunctionUrlConfig: { AuthType: NONE }
`;
const IN_STACK = ['--stack-name', 'local'];

describe('the SAM CLI works with the stack:', () => {
  it('sam list resources prints the physical ID of every resource', async () => {
    const listed = JSON.parse(await sam('list', 'resources', ...IN_STACK, '--output', 'json'));

    const { resources } = world.application.stack.template.stack;
    expect(listed).toEqual(
      expect.arrayContaining([
        { LogicalResourceId: 'OrderFunction', PhysicalResourceId: world.functionName },
        { LogicalResourceId: 'ReportBucket', PhysicalResourceId: world.bucket },
        {
          LogicalResourceId: 'FailedReportQueue',
          PhysicalResourceId: `${world.endpoint}/000000000000/${world.queueName}`,
        },
      ]),
    );
    // SAM adds resources of its own translation of the template that the stack does not have, with `-`.
    const created = listed.filter((each: { PhysicalResourceId: string }) => each.PhysicalResourceId !== '-');
    expect(created).toHaveLength(resources.length);
  });

  it('sam list stack-outputs prints the outputs with their descriptions', async () => {
    const listed = JSON.parse(await sam('list', 'stack-outputs', ...IN_STACK, '--output', 'json'));

    const { outputs, stack } = world.application.stack.template;
    expect(listed).toEqual(
      Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
        OutputKey,
        OutputValue,
        Description: stack.outputDescriptions[OutputKey],
      })),
    );
  });

  it('sam logs -n prints the log of the function', async () => {
    const printed = await sam('logs', '-n', 'OrderFunction', ...IN_STACK);

    expect(printed).toContain(world.requestId);
    expect(printed).toContain('PaymentDeclinedError');
  });

  it('sam logs of the stack prints the logs of all functions', async () => {
    const printed = await sam('logs', ...IN_STACK);

    for (const { functionName } of world.application.stack.template.functions) expect(printed).toContain(functionName);
  });

  it.each([
    ['its logical ID', PROJECT, () => ['OrderFunction', ...IN_STACK]],
    ['its logical ID and the stack name in samconfig.toml', PROJECT, () => ['OrderFunction']],
    ['its physical ID, outside a project', tmpdir(), () => [world.functionName]],
  ])('sam remote invoke invokes the function by %s', async (_, folder, names) => {
    const event = JSON.stringify({ orderId: 'order-sam', product: 'teapot', quantity: 2 });
    const printed = await samIn(folder, 'remote', 'invoke', ...names(), '--event', event, '--output', 'json');

    const answer = JSON.parse(printed.slice(printed.indexOf('{')));
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(JSON.parse(answer.Payload)).toMatchObject({ orderId: 'order-sam' });
  });

  it('sam traces prints the trace, and the service graph', async () => {
    const printed = await sam('traces');

    expect(printed).toContain(`with id (${world.traceId})`);
    expect(printed).toContain(`AWS::Lambda::Function - ${world.functionName}`);
  });

  it('sam traces --trace-id prints only that trace', async () => {
    const printed = await sam('traces', '--trace-id', world.traceId);

    expect(printed.match(/with id \(/g)).toHaveLength(1);
    expect(printed).toContain(world.traceId);
  });
});

describe('sam list endpoints', () => {
  it('prints that the functions of the sample have no URL', async () => {
    const listed = JSON.parse(await sam('list', 'endpoints', ...IN_STACK, '--output', 'json'));

    expect(listed).toContainEqual({
      LogicalResourceId: 'OrderFunction',
      PhysicalResourceId: world.functionName,
      CloudEndpoint: '-',
      Methods: '-',
    });
  });

  it('prints the address at which a function URL answers', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sam-endpoints-'));
    cleanup.defer(() => rm(directory, { recursive: true }));
    const templateFile = join(directory, 'template.yml');
    await writeFile(templateFile, WITH_URL);
    const stack = await startStack({ templateFile, directory: join(directory, '.local') });
    cleanup.defer(() => stack.stop());
    const printed = await samAt(stack.endpoint, directory, 'list', 'endpoints', ...IN_STACK, '--output', 'json');
    const [open] = JSON.parse(printed);

    expect(open).toMatchObject({ LogicalResourceId: 'Open', CloudEndpoint: `${stack.apis[0]?.url}/` });
    expect(await (await fetch(open.CloudEndpoint)).text()).toBe('hello');
  });
});

describe('the SAM CLI shows the error of', () => {
  it('a stack that does not exist', async () => {
    await expect(sam('logs', '--stack-name', 'invoices')).rejects.toMatchObject({
      stderr: expect.stringContaining("Stack with id 'invoices' does not exist"),
    });
  });
});
