/**
 * Compares the ways to trace a function: `node bench/tracing-libraries.ts [ROUNDS]`. One handler stores one object; the tracing
 * differs. Each round starts a new stack and invokes each function once, so that every invocation is a cold start, in an
 * order that changes. Prints the size of the code, the time of the initialization, the memory, and the map. All functions use the AWS SDK of the runtime.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { type Stack, startStack } from '../src/index.ts';

const ROUNDS = Number(process.argv[2] ?? 10);
/** Kept, because an installation needs a minute. */
const DIRECTORY = resolve('.local/bench/tracing-libraries');
const SOURCES = join(import.meta.dirname, 'tracing-libraries');
const POWERTOOLS = '@aws-lambda-powertools/tracer@2.36.0';
const ADOT = [
  '@aws/aws-distro-opentelemetry-node-autoinstrumentation@0.13.0',
  '@opentelemetry/api@1.9.1',
  '@opentelemetry/instrumentation-aws-lambda@0.71.0',
  '@opentelemetry/instrumentation-http@0.219.0',
];
/** As the layer of ADOT sets them, without Application Signals. */
const ADOT_VARIABLES = {
  NODE_OPTIONS: '--require @aws/aws-distro-opentelemetry-node-autoinstrumentation/register',
  OTEL_PROPAGATORS: 'baggage,xray,tracecontext',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'aws-sdk,aws-lambda,http',
};

interface Way {
  readonly title: string;
  readonly folder: string;
  readonly bytes: number;
  readonly variables: Readonly<Record<string, string>>;
}

interface ColdStart {
  readonly initMs: number;
  readonly memoryMb: number;
}

const ways: Readonly<Record<string, Way>> = {
  None: await bundled('no tracing in the code', 'none.cjs'),
  XRaySdk: await bundled('X-Ray SDK', 'xray-sdk.cjs'),
  Powertools: await bundled('Powertools', 'powertools.cjs', [POWERTOOLS]),
  UdpExporter: await bundled('OpenTelemetry SDK, UDP exporter', 'udp-exporter.ts'),
  Adot: withAdot('ADOT', { OTEL_SERVICE_NAME: 'adot' }),
  AdotLite: withAdot('ADOT lite', { OTEL_SERVICE_NAME: 'adot-lite', OTEL_AWS_LAMBDA_FAST_START: 'true' }),
};
const template = join(DIRECTORY, 'template.json');
writeFileSync(template, JSON.stringify(templateOf(ways)));

const coldStarts = new Map<string, ColdStart[]>();
const maps = new Map<string, string>();
for (let round = 0; round < ROUNDS; round += 1) {
  await using stack = await startStack({ template });
  const names = Object.keys(ways);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[(index + round) % names.length] ?? '';
    const { start, map } = await invoke(stack, name, round === 0);
    coldStarts.set(name, [...(coldStarts.get(name) ?? []), start]);
    if (map !== undefined) maps.set(name, map);
  }
}
print();

async function invoke(stack: Stack, name: string, readsMap: boolean): Promise<{ start: ColdStart; map?: string }> {
  const { log, error, requestId } = await stack.invoke(name, { key: name });
  if (error !== undefined) throw new Error(`${name}: ${error.type}: ${error.message}`);
  const report = log.map(({ message }) => message).find((message) => message.includes('"platform.report"'));
  const { metrics } = JSON.parse(report ?? '{}').record;
  const start = { initMs: metrics.initDurationMs, memoryMb: metrics.maxMemoryUsedMB };
  if (!readsMap) return { start };
  // ADOT sends its spans up to some seconds later.
  if (ways[name]?.variables.NODE_OPTIONS !== undefined) await new Promise((done) => setTimeout(done, 6_000));
  await stack.settled();
  const segments = stack.trace(requestId).segments.map(({ name, origin }) => `${origin ?? 'no type'} (${name})`);
  return { start, map: segments.slice(2).join(' > ') };
}

function print(): void {
  const baseMs = fastestOf('None');
  process.stdout.write(`Node.js ${process.version}, ${ROUNDS} cold starts each\n\n`);
  const columns = ['', 'code', 'init, fastest', 'ratio', 'init, median', 'memory', 'below the segments of Lambda'];
  process.stdout.write(`| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}\n`);
  for (const [name, { title, bytes }] of Object.entries(ways)) {
    const cells = [
      title,
      `${(bytes / 1024).toFixed(bytes < 10_000 ? 1 : 0)} kB`,
      `${fastestOf(name).toFixed(0)} ms`,
      (fastestOf(name) / baseMs).toFixed(1),
      `${medianOf(name, ({ initMs }) => initMs).toFixed(0)} ms`,
      `${medianOf(name, ({ memoryMb }) => memoryMb)} MB`,
      maps.get(name) ?? '',
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}

/** The fastest start is the one that other programs of the machine disturbed least. */
function fastestOf(name: string): number {
  return Math.min(...(coldStarts.get(name) ?? []).map(({ initMs }) => initMs));
}

function medianOf(name: string, read: (start: ColdStart) => number): number {
  const values = (coldStarts.get(name) ?? []).map(read).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** As `sam build` with esbuild and Minify; the AWS SDK stays outside. */
async function bundled(title: string, source: string, packages: readonly string[] = []): Promise<Way> {
  const folder = join(DIRECTORY, source.replace(/\.\w+$/, ''));
  install(folder, packages);
  const outfile = join(folder, 'code/index.js');
  await build({
    entryPoints: [join(SOURCES, source)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    nodePaths: [join(folder, 'node_modules')],
    logLevel: 'error',
  });
  return { title, folder: join(folder, 'code'), bytes: statSync(outfile).size, variables: {} };
}

/** ADOT replaces modules while they are loaded, so it can't be bundled. */
function withAdot(title: string, variables: Readonly<Record<string, string>>): Way {
  const folder = join(DIRECTORY, 'adot');
  install(folder, ADOT);
  copyFileSync(join(SOURCES, 'none.cjs'), join(folder, 'index.cjs'));
  return { title, folder, bytes: sizeOf(join(folder, 'node_modules')), variables: { ...ADOT_VARIABLES, ...variables } };
}

function install(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  if (packages.length === 0) return;
  const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--prefix', folder];
  execFileSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

function templateOf(functions: Readonly<Record<string, Way>>) {
  const bucket = 'bench-orders';
  const resources = Object.entries(functions).map(([name, { folder, variables }]) => [
    name,
    {
      Type: 'AWS::Serverless::Function',
      Properties: {
        CodeUri: folder,
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        MemorySize: 1024,
        Timeout: 60,
        Tracing: 'Active',
        LoggingConfig: { LogFormat: 'JSON' },
        Environment: { Variables: { BUCKET: bucket, ...variables } },
        Policies: [{ S3WritePolicy: { BucketName: bucket } }],
      },
    },
  ]);
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      ...Object.fromEntries(resources),
      Orders: { Type: 'AWS::S3::Bucket', Properties: { BucketName: bucket } },
    },
  };
}
