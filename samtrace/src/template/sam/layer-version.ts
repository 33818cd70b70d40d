import { words } from '../resources/kind.ts';
import { LAYER_VERSION, unplayableLayer } from '../resources/layers.ts';
import { mapping, scalar } from '../value.ts';
import type { SamKind } from './kind.ts';

/** SAM's layer has the name of its logical ID, and keeps old versions. The SAM CLI's default folder is the template's. */
export const SAM_LAYER_VERSION: SamKind = {
  type: 'AWS::Serverless::LayerVersion',
  properties: {
    acted: words('ContentUri LayerName'),
    withoutLocalEffect: [
      ...LAYER_VERSION.properties.withoutLocalEffect,
      ...words('PublishLambdaVersion RetentionPolicy'),
    ],
  },
  globals: { name: 'LayerVersion', excluded: new Set(['ContentUri', 'LayerName']) },
  unplayable: unplayableLayer,
  transform(layer) {
    const { logicalId, line, properties } = layer;
    const content = properties.entries.get('ContentUri') ?? scalar('.', line);
    const name = properties.entries.get('LayerName') ?? scalar(logicalId, line);
    return [
      {
        ...layer,
        type: LAYER_VERSION.type,
        properties: mapping({ Content: content, LayerName: name }, properties.line),
      },
    ];
  },
};
