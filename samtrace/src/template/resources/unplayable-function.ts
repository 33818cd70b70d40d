import { Problem } from '../problems.ts';
import { resolve } from '../resolve.ts';
import type { Scope } from '../scope.ts';
import type { Resource } from '../sections.ts';
import { literal, type Value } from '../value.ts';
import { isBuilt } from './build-metadata.ts';

/** Why a function cannot run locally, for `AWS::Serverless::Function` and `AWS::Lambda::Function` alike. */
export function unplayableFunction({ metadata, properties }: Resource, scope: Scope): string | undefined {
  const property = (name: string): Value | undefined => properties.entries.get(name);
  if (text(property('PackageType'), scope) === 'Image') return 'samtrace does not run container images';
  const runtime = text(property('Runtime'), scope);
  if (runtime !== undefined && !runtime.startsWith('nodejs')) {
    return `samtrace runs Node.js functions only, not ${runtime}`;
  }
  const code = property('CodeUri') ?? property('Code');
  const isInBucket = code?.kind === 'mapping' && !code.entries.has('ZipFile');
  if (isInBucket || literal(code)?.startsWith('s3://')) return 'samtrace does not fetch code from S3';
  if (literal(metadata.entries.get('BuildMethod')) === 'makefile' && !isBuilt(metadata)) {
    return 'samtrace does not run Makefile builds: run sam build, and use .aws-sam/build/template.yaml as the template';
  }
  return undefined;
}

/** Undefined for a value that cannot be worked out yet; it is read, with its problem, when the function is. */
function text(value: Value | undefined, scope: Scope): string | undefined {
  if (value === undefined || value.kind === 'mapping' || value.kind === 'list') return undefined;
  try {
    const plain = resolve(value, scope);
    return plain?.kind === 'scalar' ? String(plain.value) : undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return undefined;
  }
}
