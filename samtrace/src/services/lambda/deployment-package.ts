import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AwsError } from '../../aws/error.ts';
import { readZip, type ZipEntry, ZipError } from './zip.ts';

/** A function's code as GetFunction describes it. */
export interface CodeFacts {
  /** SHA-256 in Base64. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface DeploymentPackage extends CodeFacts {
  readonly entries: readonly ZipEntry[];
}

/** Lambda's quotas. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ZIPPED_BYTES = 52_428_800;
const MAX_UNZIPPED_BYTES = 262_144_000;

/** Reads a ZIP archive. Throws Lambda's errors for an archive that is broken or too large, or has paths outside its folder. */
export function readDeploymentPackage(archive: Buffer): DeploymentPackage {
  if (archive.length > MAX_ZIPPED_BYTES) {
    throw invalid(`Zipped size must be smaller than ${MAX_ZIPPED_BYTES} bytes`);
  }
  let entries: ZipEntry[];
  try {
    entries = readZip(archive, MAX_UNZIPPED_BYTES);
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    if (error.message === 'The archive is too large.') {
      throw invalid(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
    }
    throw invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
  const outside = entries.find(({ name }) => isOutside(name));
  if (outside !== undefined) throw invalid(`${outside.name} is outside of the folder of the code.`);
  return { entries, sha256: createHash('sha256').update(archive).digest('base64'), sizeBytes: archive.length };
}

/** Writes the files into a folder that does not exist yet. */
export async function unpack({ entries }: DeploymentPackage, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const { name, content, mode } of entries) {
    const file = path.join(directory, name);
    if (name.endsWith('/')) {
      await mkdir(file, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content, { mode: mode === 0 ? 0o644 : mode | 0o600 });
  }
  const hasManifest = entries.some(({ name }) => name === 'package.json');
  // On Lambda, no folder above the code has a package.json that decides how Node.js reads `.js` files.
  if (!hasManifest) await writeFile(path.join(directory, 'package.json'), '{}\n');
}

function isOutside(name: string): boolean {
  return name.includes('\0') || name.includes('\\') || name.startsWith('/') || name.split('/').includes('..');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
