import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { messageOf, systemReason } from '../aws/error.ts';
import { parseParameterOverrides } from './parameter-overrides.ts';
import { UsageError } from './usage-error.ts';

/** SAM's order. https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html */
const FILES = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml'];

/** The sections that may hold parameter overrides. A later one wins, as a command's section wins over `global` in SAM. */
const SECTIONS = ['global', 'deploy'];

/** The parameter overrides in the SAM CLI's configuration file beside the template. Empty without such a file. */
export function readConfiguredParameters(templateFile: string, environment: string): Record<string, string> {
  const directory = path.dirname(templateFile);
  const file = FILES.map((name) => path.join(directory, name)).find((each) => existsSync(each));
  if (file === undefined) return {};
  const configured = member(parseFile(file), environment);
  const overrides: Record<string, string> = {};
  for (const section of SECTIONS) {
    const value = member(member(member(configured, section), 'parameters'), 'parameter_overrides');
    Object.assign(overrides, readOverrides(value, `${file}: parameter_overrides`));
  }
  return overrides;
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
