import { describe, expect, it } from '@jest/globals';
import { ignoredIn, read } from './read.ts';

/** A function with layers, and a layer with properties and Metadata to choose. */
function withLayer(
  layers: string,
  properties: string,
  metadata = '{}',
  type = 'AWS::Serverless::LayerVersion',
): string {
  return `
Transform: AWS::Serverless-2016-10-31
Resources:
  Layer: {Type: '${type}', Properties: ${properties}, Metadata: ${metadata}}
  Function:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs24.x, Handler: app.handler, InlineCode: x, Layers: ${layers}}`;
}

describe('a layer', () => {
  it.each([
    ['a folder', '{ContentUri: layer}', '{}', 'layer', '.'],
    ['a folder that sam build would build', '{ContentUri: layer}', '{BuildMethod: nodejs22.x}', 'layer', 'nodejs'],
    [
      'a folder that sam build has built',
      '{ContentUri: layer}',
      '{BuildMethod: nodejs22.x, SamResourceId: Layer}',
      'layer',
      '.',
    ],
  ])('of %s belongs to the function', (_, properties, metadata, folder, unpackTo) => {
    const { functions, layers, directory } = read(withLayer('[!Ref Layer]', properties, metadata));

    const arn = 'arn:aws:lambda:us-east-1:000000000000:layer:Layer:1';
    const layer = { logicalId: 'Layer', arn, directory: `${directory}/${folder}`, unpackTo };

    expect(functions[0]?.layers).toEqual([layer]);
    expect(layers).toEqual([layer]);
  });

  it('that no function uses is part of the model', () => {
    const { functions, layers } = read(withLayer('[]', '{ContentUri: a}'));

    expect(functions[0]?.layers).toEqual([]);
    expect(layers).toMatchObject([{ logicalId: 'Layer' }]);
  });

  it('can be a layer of plain CloudFormation', () => {
    const { functions, outputs } = read(
      `${withLayer('[!Ref Layer]', '{Content: a, LayerName: shared}', '{}', 'AWS::Lambda::LayerVersion')}
Outputs: {O: {Value: !Ref Layer}}`,
    );

    expect(functions[0]?.layers).toHaveLength(1);
    expect(outputs).toEqual({ O: 'arn:aws:lambda:us-east-1:000000000000:layer:shared:1' });
  });

  it.each([
    [
      'an ARN of another account',
      '["arn:aws:lambda:us-east-1:1:layer:l:1"]',
      '{ContentUri: a}',
      '{}',
      'layer arn:aws:lambda:us-east-1:1:layer:l:1: samtrace does not download layers',
    ],
    [
      'code in S3',
      '[!Ref Layer]',
      '{ContentUri: s3://b/k}',
      '{}',
      'layer arn:aws:lambda:us-east-1:000000000000:layer:Layer:1: Layer is ignored',
    ],
    [
      'a Makefile',
      '[!Ref Layer]',
      '{ContentUri: a}',
      '{BuildMethod: makefile}',
      'layer arn:aws:lambda:us-east-1:000000000000:layer:Layer:1: Layer is ignored',
    ],
  ])('of %s is ignored, and the function runs', (_, layers, properties, metadata, reason) => {
    const text = withLayer(layers, properties, metadata);

    expect(read(text).functions[0]?.layers).toEqual([]);
    expect(ignoredIn(text)).toContain(`Function: ${reason}`);
  });
});
