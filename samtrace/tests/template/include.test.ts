import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readTemplate, TemplateError } from '../../src/template/template.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'include-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function readIncluding(location: string, name = 'AWS::Include', included = 'QueueName: included\nDelaySeconds: 3\n') {
  const file = path.join(directory, 'template.yml');
  writeFileSync(path.join(directory, 'queue.yml'), included);
  writeFileSync(
    file,
    `Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      Fn::Transform: {Name: ${name}, Parameters: {Location: ${location}}}`,
  );
  const account = { accountId: '000000000000', region: 'us-east-1' };
  return readTemplate(file, { stackName: 'local', account, parameterOverrides: {} });
}

describe('Fn::Transform', () => {
  it('includes a file in the folder of the template', () => {
    expect(readIncluding('./queue.yml').queues).toEqual([
      { logicalId: 'Queue', name: 'included', attributes: { DelaySeconds: '3' } },
    ]);
  });

  it.each([
    ['a file in S3', 's3://bucket/queue.yml', 'AWS::Include', 'Fn::Transform AWS::Include s3://bucket/queue.yml'],
    ['another macro', 'x', 'Mine', 'Fn::Transform Mine x'],
  ])('is ignored for %s', (_, location, name, type) => {
    const { ignored, queues } = readIncluding(location, name);

    expect(ignored).toEqual([{ logicalId: 'Template', type, reason: 'samtrace does not run it', harmless: false }]);
    expect(queues).toHaveLength(1);
  });

  it('is rejected with the line of the include if the file does not exist or has a mistake', () => {
    expect(() => readIncluding('none.yml')).toThrow(
      new TemplateError(`${directory}/template.yml:4 AWS::Include: the file ${directory}/none.yml does not exist.`),
    );
    expect(() => readIncluding('queue.yml', 'AWS::Include', '\n\nQueueName: !Ref Nothing')).toThrow(
      'template.yml:4 Template format error: Unresolved resource dependencies [Nothing].',
    );
  });
});
