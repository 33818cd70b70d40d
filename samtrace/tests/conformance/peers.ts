import { access, constants, copyFile, mkdir } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { DIRECTORY, run } from './install.ts';
import { installOpenTelemetry } from './opentelemetry/install.ts';
import { installGoSdk, installJavaSdk, installPythonSdk } from './xray-sdks.ts';

/** The versions that the suite was last green with. */
const AWS_CLI = 'awscli==1.46.3';
const BOTO3 = 'boto3==1.44.5';
const SAM_CLI = 'aws-sam-cli==1.170.0';
const RUNTIME_CLIENT = 'aws-lambda-ric@4.0.2';

export const PYTHON = join(DIRECTORY, 'python/bin/python');
export const AWS = join(DIRECTORY, 'python/bin/aws');
export const SAM = join(DIRECTORY, 'sam-cli/bin/sam');
/** Ends in its name in the container image of Lambda. */
export const RUNTIME_EMULATOR = join(
  DIRECTORY,
  `sam/samcli/local/rapid/aws-lambda-rie-${arch() === 'arm64' ? 'arm64' : 'x86_64'}`,
);
/** Runs AWS's runtime client, uncompiled: its native part is replaced by the few requests that it makes. */
export const RUNTIME_CLIENT_MODULE = join(DIRECTORY, 'runtime-client/client.mjs');
/** AWS's X-Ray daemon. No package registry has it, so a variable names its binary. */
export const DAEMON = process.env.XRAY_DAEMON ?? '';

/** A program or a recording of others, and the tests that use it. */
export interface Peer {
  readonly name: string;
  readonly tests: readonly string[];
  /** Rejects when it cannot be had. */
  install(): Promise<unknown>;
}

export const PEERS: readonly Peer[] = [
  { name: 'AWS CLI', tests: ['aws-cli'], install: installBotocore },
  { name: 'boto3', tests: ['boto3', 'unsupported'], install: installBotocore },
  { name: 'SAM CLI', tests: ['sam-cli'], install: installSam },
  { name: "AWS's Node.js runtime client", tests: ['runtime-client'], install: installRuntimeClient },
  {
    name: 'Lambda Runtime Interface Emulator',
    tests: ['runtime-emulator'],
    install: () => Promise.all([installRuntimeClient(), installRuntimeEmulator()]),
  },
  { name: 'X-Ray SDK for Python', tests: ['xray-sdk-python'], install: installPythonSdk },
  { name: 'X-Ray SDK for Go', tests: ['xray-sdk-go'], install: installGoSdk },
  { name: 'X-Ray SDK for Java', tests: ['xray-sdk-java'], install: installJavaSdk },
  { name: "AWS's distribution of OpenTelemetry", tests: ['opentelemetry'], install: installOpenTelemetry },
  { name: 'X-Ray daemon', tests: ['xray-daemon'], install: findDaemon },
  { name: 'traces recorded by AWS', tests: ['recorded-traces'], install: () => Promise.resolve() },
];

let botocore: Promise<unknown> | undefined;

/** The AWS CLI's first version line; the second is not on PyPI. */
function installBotocore(): Promise<unknown> {
  botocore ??= (async () => {
    await run('python3', ['-m', 'venv', join(DIRECTORY, 'python')]);
    await pip('install', AWS_CLI, BOTO3);
  })();
  return botocore;
}

/** In a separate environment, because SAM pins the versions of its dependencies. */
async function installSam(): Promise<void> {
  await run('python3', ['-m', 'venv', join(DIRECTORY, 'sam-cli')]);
  const pip = join(DIRECTORY, 'sam-cli/bin/pip');
  await run(pip, ['--quiet', '--disable-pip-version-check', 'install', SAM_CLI]);
  await access(SAM);
}

/** The emulator that `sam local invoke` starts is a part of SAM's package. */
async function installRuntimeEmulator(): Promise<void> {
  await installBotocore();
  await pip('install', '--upgrade', '--no-deps', '--target', join(DIRECTORY, 'sam'), SAM_CLI);
  await access(RUNTIME_EMULATOR);
}

async function pip(...args: string[]): Promise<void> {
  await run(PYTHON, ['-m', 'pip', '--quiet', '--disable-pip-version-check', ...args]);
}

async function installRuntimeClient(): Promise<void> {
  const directory = join(DIRECTORY, 'runtime-client');
  await mkdir(directory, { recursive: true });
  // Its native part would be compiled by its scripts, for a minute and with tools that few machines have.
  const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--prefix', directory];
  await run('npm', ['install', ...flags, RUNTIME_CLIENT], { cwd: directory });
  await copyFile(join(import.meta.dirname, 'runtime-client.mjs'), RUNTIME_CLIENT_MODULE);
}

async function findDaemon(): Promise<void> {
  if (DAEMON === '') throw new Error('set XRAY_DAEMON to the path of its binary.');
  await access(DAEMON, constants.X_OK);
}
