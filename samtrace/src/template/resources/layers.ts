import path from 'node:path';
import type { Account } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { LayerFolder } from '../model.ts';
import type { Resource } from '../sections.ts';
import { literal, type Mapping } from '../value.ts';
import { isBuilt } from './build-metadata.ts';
import type { Declared, DeclaredResource } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

export const LAYER_VERSION: ResourceKind = {
  type: 'AWS::Lambda::LayerVersion',
  identity: {
    nameProperty: 'LayerName',
    maxNameLength: 140,
    ref: layerArn,
    attributes: (name, account) => ({ LayerVersionArn: layerArn(name, account) }),
  },
  properties: {
    acted: words('Content LayerName'),
    withoutLocalEffect: words('CompatibleArchitectures CompatibleRuntimes Description LicenseInfo'),
  },
  uniqueName: true,
  unplayable: unplayableLayer,
};

/** Why a layer cannot be unpacked, for `AWS::Serverless::LayerVersion` and `AWS::Lambda::LayerVersion` alike. */
export function unplayableLayer({ metadata, properties }: Resource): string | undefined {
  const content = properties.entries.get('ContentUri') ?? properties.entries.get('Content');
  if (content?.kind === 'mapping' || literal(content)?.startsWith('s3://'))
    return 'samtrace does not fetch layers from S3';
  const method = buildMethod(metadata);
  if (method === undefined || method.startsWith('nodejs')) return undefined;
  return `samtrace does not build layers with the BuildMethod ${method}`;
}

/** All layers of the template that samtrace can unpack. */
export function readLayerFolders(declared: Declared, directory: string): LayerFolder[] {
  return declared.ofTypes(LAYER_VERSION.type).flatMap((layer) => readLayer(layer, directory) ?? []);
}

/** The layers of one function, in the order in which Lambda unpacks them. Layers outside the template are ignored. */
export function readLayers(
  fn: DeclaredResource,
  declared: Declared,
  directory: string,
  ignored: IgnoredList,
): LayerFolder[] {
  const layers = declared.ofTypes(LAYER_VERSION.type);
  return (fn.properties.scalars('Layers') ?? []).flatMap(({ value, line }) => {
    const arn = String(value);
    const found = layers.find(({ ref }) => ref === arn);
    if (found !== undefined) return readLayer(found, directory) ?? [];
    const name = declared.ignoredAt(arn)?.logicalId;
    const reason = name === undefined ? 'samtrace does not download layers' : `${name} is ignored`;
    ignored.add(fn.logicalId, `layer ${arn}`, reason, line);
    return [];
  });
}

/** As for `sam build`: a layer with a Node.js runtime as BuildMethod becomes the folder `nodejs` of the layer. */
function readLayer(
  { logicalId, ref, metadata, properties }: DeclaredResource,
  directory: string,
): LayerFolder | undefined {
  const content = properties.requiredText('Content');
  if (content === undefined) return undefined;
  const unpackTo = buildMethod(metadata) === undefined ? '.' : 'nodejs';
  return { logicalId, arn: ref, directory: path.resolve(directory, content), unpackTo };
}

function buildMethod(metadata: Mapping): string | undefined {
  return isBuilt(metadata) ? undefined : literal(metadata.entries.get('BuildMethod'));
}

function layerArn(name: string, { region, accountId }: Account): string {
  return `arn:aws:lambda:${region}:${accountId}:layer:${name}:1`;
}
