import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readSamConfig } from '../../src/cli/sam-config.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'samconfig-'));
});
afterEach(() => rm(directory, { recursive: true }));

const read = (environment = 'default') =>
  readSamConfig(join(directory, 'template.yml'), environment).parameterOverrides;
const write = (name: string, text: string) => writeFile(join(directory, name), text);

describe('readSamConfig', () => {
  it('reads the name of the stack, from the section of deploy before that of global', async () => {
    await write('samconfig.toml', '[default.global.parameters]\nstack_name = "shop"\n');
    expect(readSamConfig(join(directory, 'template.yml'), 'default')).toMatchObject({ stackName: 'shop' });

    await write(
      'samconfig.toml',
      '[default.global.parameters]\nstack_name = "shop"\n[default.deploy.parameters]\nstack_name = "orders"\n',
    );
    expect(readSamConfig(join(directory, 'template.yml'), 'default')).toMatchObject({ stackName: 'orders' });
  });

  it('returns nothing without a configuration file', () => {
    expect(read()).toEqual({});
  });

  it.each([
    ['a string', `parameter_overrides = "Stage=dev Name=\\"a b\\""`],
    ['a list', `parameter_overrides = ["Stage=dev", "Name=a b"]`],
    ["SAM's long form", `parameter_overrides = "ParameterKey=Stage,ParameterValue=dev Name='a b'"`],
  ])('reads %s', async (_, line) => {
    await write('samconfig.toml', `version = 0.1\n[default.deploy.parameters]\n${line}\n`);

    expect(read()).toEqual({ Stage: 'dev', Name: 'a b' });
  });

  it('prefers the section of deploy to the global one', async () => {
    await write(
      'samconfig.toml',
      `[default.global.parameters]\nparameter_overrides = "A=1 B=1"\n[default.deploy.parameters]\nparameter_overrides = "B=2"\n`,
    );

    expect(read()).toEqual({ A: '1', B: '2' });
  });

  it('reads the environment of --config-env', async () => {
    await write('samconfig.toml', `[prod.deploy.parameters]\nparameter_overrides = "Stage=prod"\n`);

    expect([read(), read('prod')]).toEqual([{}, { Stage: 'prod' }]);
  });

  it('reads samconfig.yaml, but prefers samconfig.toml', async () => {
    await write('samconfig.yaml', 'default: {deploy: {parameters: {parameter_overrides: [Stage=yaml]}}}');
    expect(read()).toEqual({ Stage: 'yaml' });

    await write('samconfig.toml', `[default.deploy.parameters]\nparameter_overrides = "Stage=toml"\n`);
    expect(read()).toEqual({ Stage: 'toml' });
  });

  it.each([
    ['text that is not TOML', 'parameter_overrides = ', /samconfig\.toml cannot be read: [^\n]+$/],
    [
      'a number',
      '[default.deploy.parameters]\nparameter_overrides = 7',
      /samconfig\.toml: parameter_overrides must be a string or a list, but is 7\.$/,
    ],
    [
      'a text that is not a pair',
      '[default.deploy.parameters]\nparameter_overrides = "Stage"',
      /samconfig\.toml: parameter_overrides must be Key=Value pairs, but "Stage" is not one\.$/,
    ],
  ])('refuses %s and names the file', async (_, text, message) => {
    await write('samconfig.toml', text);

    expect(read).toThrow(message);
  });
});
