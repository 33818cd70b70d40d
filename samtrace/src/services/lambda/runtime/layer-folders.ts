import { join } from 'node:path';

/** Where a layer has its packages, in Lambda's order. */
export function foldersOfPackages(layerDirectory: string): string[] {
  return ['nodejs/node24/node_modules', 'nodejs/node_modules'].map((path) => join(layerDirectory, path));
}
