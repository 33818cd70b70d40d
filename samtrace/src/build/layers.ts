import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, readdir, rm } from 'node:fs/promises';
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
    unpacked.push({ arn, sizeBytes: await copyFiles(directory, target, outDirectory) });
  }
  return unpacked;
}

/**
 * Copies a folder without the entry that contains `outDirectory`: a layer without a ContentUri is the template's folder, where
 * the built functions are, too. Returns the size of the copied files.
 */
async function copyFiles(directory: string, target: string, outDirectory: string): Promise<number> {
  let sizeBytes = 0;
  const addSize = async (source: string) => {
    const file = await lstat(source);
    sizeBytes += file.isFile() ? file.size : 0;
    return true;
  };
  for (const entry of await readdir(directory)) {
    const source = path.join(directory, entry);
    if (`${outDirectory}${path.sep}`.startsWith(`${source}${path.sep}`)) continue;
    await cp(source, path.join(target, entry), { recursive: true, force: true, filter: addSize });
  }
  return sizeBytes;
}
