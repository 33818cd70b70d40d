import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LayerFolder } from '../template/model.ts';
import { BuildError } from './build-error.ts';

/** A layer version that a function has in its /opt. */
export interface UnpackedLayer {
  readonly arn: string;
  /** There is no archive, so this is the sum of the sizes of the files. */
  readonly sizeBytes: number;
}

/**
 * Unpacks layers into `outDirectory`, which replaces /opt and is emptied first. Layers are copied in order, so that a file of a
 * later layer replaces one of an earlier layer, as on Lambda.
 */
export async function unpackLayers(
  layers: readonly LayerFolder[],
  outDirectory: string,
): Promise<readonly UnpackedLayer[]> {
  await rm(outDirectory, { recursive: true, force: true });
  const unpacked: UnpackedLayer[] = [];
  for (const { logicalId, arn, directory, unpackTo } of layers) {
    if (!existsSync(directory))
      throw new BuildError(`The folder of the layer ${logicalId}, ${directory}, does not exist.`);
    const target = path.join(outDirectory, unpackTo);
    await mkdir(target, { recursive: true });
    await cp(directory, target, { recursive: true, force: true });
    unpacked.push({ arn, sizeBytes: await sizeOf(directory) });
  }
  return unpacked;
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ name, parentPath }) => stat(path.join(parentPath, name))));
  return sizes.reduce((total, { size }) => total + size, 0);
}
