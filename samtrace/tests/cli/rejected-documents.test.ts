import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { runSamtrace } from '../support/samtrace-process.ts';

/** A function that sends X-Ray a name with parentheses, twice, and a text that is not JSON. */
const TEMPLATE = `
Resources:
  WrongFunction:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          const { createSocket } = require('node:dgram');
          const document = { id: 'a'.repeat(16), name: 'loadOrder(id)', start_time: 1, end_time: 2 };
          exports.handler = async () => {
            const socket = createSocket('udp4');
            const port = Number(process.env._AWS_XRAY_DAEMON_PORT);
            for (const text of [JSON.stringify(document), JSON.stringify(document), '\\u001b[31m\\nred']) {
              const datagram = '{"format":"json","version":1}\\n' + text;
              await new Promise((sent) => socket.send(datagram, port, '127.0.0.1', sent));
            }
            socket.close();
          };
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
`;

const NAME =
  /^Invalid segment\. ErrorCode: InvalidName, Cause: name "loadOrder\(id\)" is not 1 to 200 letters, [^\n]+$/;
const NOT_JSON = /^Invalid segment\. ErrorCode: ParseError, Cause: not JSON: [^\p{Cc}]+$/u;

async function start(...args: string[]) {
  const help = await runSamtrace('--help');
  await help.exit();
  await writeFile(join(help.directory, 'wrong.yml'), TEMPLATE);
  const run = await help.again(
    ...['--template', 'wrong.yml', '--function', 'WrongFunction', '--event', 'events/ok.json'],
    ...['--once', '--invocations', '1', ...args],
  );
  const status = await run.exit();
  await help[Symbol.asyncDispose]();
  return { status, stdout: run.stdout(), stderr: run.stderr() };
}

it('the summary says why X-Ray rejected documents, with a line for each reason', async () => {
  const { status, stdout, stderr } = await start();

  expect([status, stderr]).toEqual([0, '']);
  const lines = stdout.split('\n');
  const at = lines.findIndex((line) => line.includes('(3 documents rejected)'));
  expect(lines[at + 1]?.replace('  2 rejected: ', '')).toMatch(NAME);
  expect(lines[at + 2]?.replace('  1 rejected: ', '')).toMatch(NOT_JSON);
  expect(lines[at + 3]).toBe('');
});

it('--json has the same reasons', async () => {
  const { status, stdout } = await start('--json');

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    rejectedDocuments: {
      count: 3,
      reasons: [
        { count: 2, reason: expect.stringMatching(NAME) },
        { count: 1, reason: expect.stringMatching(NOT_JSON) },
      ],
    },
  });
});
