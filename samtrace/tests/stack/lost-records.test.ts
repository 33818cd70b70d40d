import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MessagesAnswer } from '../../src/console/model/contract.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fails:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Tracing: Active
      InlineCode: exports.handler = async () => { throw new Error('never'); };
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Failures.Arn } }
  Failures: { Type: AWS::SQS::Queue }
`;

let directory: string;
let application: Application;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lost-records-'));
  await writeFile(join(directory, 'template.yml'), TEMPLATE);
  application = await startApplication({ templateFile: join(directory, 'template.yml') });
});
afterAll(async () => {
  await application?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

/** Invokes the function that always fails and waits until its on-failure record is sent. */
async function fail(event: unknown): Promise<string> {
  const functionName = physicalName(application.stack, 'Fails');
  const requestId = application.stack.lambda.invokeAsync(functionName, Buffer.from(JSON.stringify(event)));
  await application.settled();
  return requestId;
}

describe('an on-failure record', () => {
  it('that is larger than a message of SQS is lost, and is listed as a failed destination', async () => {
    // The event is within the limit of asynchronous invocations, the record around it is not within SQS's.
    const requestId = await fail('x'.repeat(1024 * 1024 - 10));

    expect(application.stack.lambda.failedDestinations()).toEqual([
      {
        requestId,
        functionName: physicalName(application.stack, 'Fails'),
        destinationArn: expect.stringMatching(/^arn:aws:sqs:/),
        reason: expect.stringMatching(/1048576|bytes/),
      },
    ]);
    const response = await fetch(`${application.stack.endpoint}/_local/messages`);
    expect(((await response.json()) as MessagesAnswer).undelivered).toEqual([
      {
        sourceArn: expect.stringContaining(':function:'),
        targetArn: expect.stringMatching(/^arn:aws:sqs:/),
        reason: expect.stringMatching(new RegExp(`^On-failure record of request ${requestId}: `)),
      },
    ]);
  });
});
