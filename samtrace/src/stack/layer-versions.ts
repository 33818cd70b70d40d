import { AwsError } from '../aws/error.ts';
import { BuildError } from '../build/build.ts';
import { unpackLayers } from '../build/layers.ts';
import type { LayerVersions } from '../services/lambda/service.ts';
import type { LayerFolder } from '../template/template.ts';

/** The layer versions of the template, for calls that change the layers of a function. */
export function layerVersions(layers: readonly LayerFolder[]): LayerVersions {
  const folders = new Map(layers.map((layer) => [layer.arn, layer]));
  return {
    has: (arn) => folders.has(arn),
    async unpack(arns, directory) {
      try {
        return await unpackLayers(
          arns.flatMap((arn) => folders.get(arn) ?? []),
          directory,
        );
      } catch (error) {
        if (error instanceof BuildError) throw new AwsError('InvalidParameterValueException', error.message);
        throw error;
      }
    },
  };
}
