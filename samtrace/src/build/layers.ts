import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { LayerFolder } from '../template/model.ts';
import { BuildError } from './build-error.ts';

/**
 * Unpacks layers into `outDirectory`, which replaces /opt and is emptied first. Layers are copied in order, so that a file of a
 * later layer replaces one of an earlier layer, as on Lambda.
 */
export async function unpackLayers(layers: readonly LayerFolder[], outDirectory: string): Promise<void> {
  await rm(outDirectory, { recursive: true, force: true });
  for (const { logicalId, directory, unpackTo } of layers) {
    if (!existsSync(directory))
      throw new BuildError(`The folder of the layer ${logicalId}, ${directory}, does not exist.`);
    const target = path.join(outDirectory, unpackTo);
    await mkdir(target, { recursive: true });
    await cp(directory, target, { recursive: true, force: true });
  }
}
