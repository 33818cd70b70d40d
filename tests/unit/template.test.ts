import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Template {
  Parameters: object;
  Resources: Record<string, { Metadata?: { BuildProperties: { EntryPoints: string[] } }; Properties: object }>;
}

const text = readFileSync('template.yml', 'utf8');
const { Parameters, Resources } = parse(text, { logLevel: 'silent' }) as Template;

describe('the template', () => {
  it('has five parameters', () => {
    expect(Object.keys(Parameters)).toEqual([
      'ErrorRate',
      'TraceWaitSeconds',
      'ReportRetentionDays',
      'NotificationEmail',
      'ErrorHandlerConcurrency',
    ]);
  });

  it('builds both functions in the same way, but for their entry points', () => {
    const [processor, errorHandler] = ['ProcessorFunction', 'ErrorHandlerFunction'].map(
      (id) => Resources[id]?.Metadata,
    );

    expect(processor?.BuildProperties.EntryPoints).toEqual(['processor/index.ts']);
    expect(errorHandler).toEqual({
      ...processor,
      BuildProperties: { ...processor?.BuildProperties, EntryPoints: ['error-handler/index.ts'] },
    });
  });

  it('describes how to build a function in at most six lines', () => {
    const lines = [...text.matchAll(/^ {4}Metadata:\n((?: {6}.*\n)+)/gm)].map(([, block = '']) => block.match(/\n/g));

    expect(lines).toHaveLength(2);
    expect(lines.filter((each) => Number(each?.length) > 6)).toEqual([]);
  });

  it('writes "false" in quotes, as the control CT.S3.PR.8 of AWS Control Tower requires', () => {
    expect(Resources.ReportBucketPolicy?.Properties).toMatchObject({
      PolicyDocument: { Statement: [{ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
    });
  });
});
