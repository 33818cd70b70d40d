import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { npmStartIn } from '../support/npm-start.ts';

/** A function whose tracing is wrong: X-Ray takes neither the parentheses nor what is no JSON. */
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

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rejected-'));
  await writeFile(join(directory, 'wrong.yml'), TEMPLATE);
});
afterAll(() => rm(directory, { recursive: true }));

const start = (...args: string[]) =>
  npmStartIn(
    directory,
    '--template',
    'wrong.yml',
    '--function',
    'WrongFunction',
    '--once',
    '--invocations',
    '1',
    ...args,
  );

const NAME =
  /^Invalid segment\. ErrorCode: InvalidName, Cause: name "loadOrder\(id\)" is not 1 to 200 letters, [^\n]+$/;
const NOT_JSON = /^Invalid segment\. ErrorCode: ParseError, Cause: not JSON: [^\p{Cc}]+$/u;

it('npm start says why X-Ray rejected documents, a line for each reason', async () => {
  await using run = await start();

  expect([await run.exit(), run.stderr()]).toEqual([0, '']);
  const lines = run.stdout().split('\n');
  const at = lines.findIndex((line) => line.includes('(3 documents rejected)'));
  expect(lines[at + 1]?.replace('  2 rejected: ', '')).toMatch(NAME);
  expect(lines[at + 2]?.replace('  1 rejected: ', '')).toMatch(NOT_JSON);
  expect(lines[at + 3]).toBe('');
}, 30_000);

it('npm start --json tells the same', async () => {
  await using run = await start('--json');

  expect(await run.exit()).toBe(0);
  expect(JSON.parse(run.stdout())).toMatchObject({
    rejectedDocuments: {
      count: 3,
      reasons: [
        { count: 2, reason: expect.stringMatching(NAME) },
        { count: 1, reason: expect.stringMatching(NOT_JSON) },
      ],
    },
  });
}, 30_000);
