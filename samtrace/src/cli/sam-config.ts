import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { messageOf, systemReason } from '../aws/error.ts';
import { parseParameterOverrides } from './parameter-overrides.ts';
import { UsageError } from './usage-error.ts';

/** SAM's order. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html */
const FILES = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml'];

/** The sections that are read. A later one wins, as a command's section wins over `global` in SAM. */
const SECTIONS = ['global', 'deploy'];

interface SamConfig {
  readonly parameterOverrides: Record<string, string>;
  readonly stackName?: string;
}

/** The SAM CLI's configuration file in the folder of the template. Without such a file, nothing is configured. */
export function readSamConfig(templateFile: string, environment: string): SamConfig {
  const directory = path.dirname(templateFile);
  const file = FILES.map((name) => path.join(directory, name)).find((each) => existsSync(each));
  if (file === undefined) return { parameterOverrides: {} };
  const configured = member(parseFile(file), environment);
  const parameterOverrides: Record<string, string> = {};
  let stackName: unknown;
  for (const section of SECTIONS) {
    const parameters = member(member(configured, section), 'parameters');
    const overrides = member(parameters, 'parameter_overrides');
    Object.assign(parameterOverrides, readOverrides(overrides, `${file}: parameter_overrides`));
    stackName = member(parameters, 'stack_name') ?? stackName;
  }
  return { parameterOverrides, ...(typeof stackName === 'string' && { stackName }) };
}

function parseFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} ${systemReason(cause)}.`, { cause });
  }
  try {
    return file.endsWith('.toml') ? parseToml(text) : parseYaml(text, { logLevel: 'silent' });
  } catch (cause) {
    const [reason] = messageOf(cause).split('\n');
    throw new UsageError(`${file} cannot be read: ${reason}`, { cause });
  }
}

/** A string of pairs, a list of them, or a table. */
function readOverrides(value: unknown, source: string): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'string') return parseParameterOverrides([value], source);
  if (Array.isArray(value)) return parseParameterOverrides(value.map(String), source);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, String(v)]));
  throw new UsageError(`${source} must be a string or a list, but is ${JSON.stringify(value)}.`);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
