import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRECTORY, run } from '../install.ts';

/** The distribution, and the two additional instrumentations of its layer for Lambda, in matching versions. */
const PACKAGES = [
  '@aws/aws-distro-opentelemetry-node-autoinstrumentation@0.13.0',
  '@opentelemetry/api@1.9.1',
  '@opentelemetry/instrumentation-aws-lambda@0.71.0',
  '@opentelemetry/instrumentation-http@0.219.0',
];

/** 110 MB, so it is not a dependency of the project. */
export async function installOpenTelemetry(): Promise<void> {
  const directory = join(DIRECTORY, 'opentelemetry');
  await mkdir(directory, { recursive: true });
  const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--prefix', directory];
  await run('npm', ['install', ...flags, ...PACKAGES], { cwd: directory });
  await copyFile(join(import.meta.dirname, 'index.cjs'), join(directory, 'index.cjs'));
}
