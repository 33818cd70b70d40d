import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTemplate, TemplateError, type TemplateModel } from '../../src/template/template.ts';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1' };

/** Reads a template given as text. */
export function read(text: string, parameterOverrides: Record<string, string> = {}): TemplateModel {
  return inFile(text, (file) => readTemplate(file, { stackName: 'local', account: ACCOUNT, parameterOverrides }));
}

/** Everything that is ignored in a template given as text, except for the harmless: `logicalId: type: reason`. */
export function ignoredIn(text: string, parameterOverrides: Record<string, string> = {}): string[] {
  const { ignored } = read(text, parameterOverrides);
  return ignored
    .filter(({ harmless }) => !harmless)
    .map(({ logicalId, type, reason }) => `${logicalId}: ${type}: ${reason}`);
}

/** The types that are ignored in a template given as text because they change nothing locally. */
export function harmlessIn(text: string): string[] {
  return read(text)
    .ignored.filter(({ harmless }) => harmless)
    .map(({ type }) => type);
}

/** The problems of a template given as text, each `line message`; empty when there are none. */
export function problemsOf(text: string, parameterOverrides: Record<string, string> = {}, strict = false): string[] {
  return inFile(text, (file) => {
    try {
      readTemplate(file, { stackName: 'local', account: ACCOUNT, parameterOverrides, strict });
      return [];
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return error.message.split('\n').map((line) => line.replace(`${file}:`, ''));
    }
  });
}

/** The outputs of a template with nothing but outputs and what they need. */
export function outputsOf(text: string, parameterOverrides: Record<string, string> = {}): Record<string, string> {
  return { ...read(`${text}\n${ONE_BUCKET}`, parameterOverrides).outputs };
}

export const ONE_BUCKET = `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {BucketName: a-bucket}
`;

function inFile<T>(text: string, use: (file: string) => T): T {
  const directory = mkdtempSync(path.join(tmpdir(), 'template-'));
  const file = path.join(directory, 'template.yml');
  writeFileSync(file, text);
  try {
    return use(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
