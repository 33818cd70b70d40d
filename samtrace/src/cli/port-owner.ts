import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { oneLine } from './text.ts';

const LISTENING = '0A';
const MAX_COMMAND_LENGTH = 60;

/** The process that listens on a TCP port, as `process 123 (node server.js)`; undefined if it cannot be found. */
export async function portOwner(port: number): Promise<string | undefined> {
  const pid = process.platform === 'linux' ? pidFromProc(port) : await pidFromLsof(port);
  if (pid === undefined) return undefined;
  const command = await commandOf(pid);
  return command === undefined ? `process ${pid}` : `process ${pid} (${oneLine(command, MAX_COMMAND_LENGTH)})`;
}

/** The socket with this local port, then the process with this socket. Only this user's processes can be searched. */
function pidFromProc(port: number): number | undefined {
  const inodes = new Set([...socketsOn('/proc/net/tcp', port), ...socketsOn('/proc/net/tcp6', port)]);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => openFilesOf(pid).some((target) => inodes.has(target)));
  return found === undefined ? undefined : Number(found);
}

/** https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html */
function socketsOn(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return attempt(() => readFileSync(table, 'utf8').split('\n').slice(1), []).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const isWanted = fields[1]?.endsWith(`:${wanted}`) === true && fields[3] === LISTENING;
    return isWanted ? [`socket:[${fields[9]}]`] : [];
  });
}

function openFilesOf(pid: string): string[] {
  const directory = `/proc/${pid}/fd`;
  const names = attempt(() => readdirSync(directory), []);
  return names.map((name) => attempt(() => readlinkSync(`${directory}/${name}`), ''));
}

async function pidFromLsof(port: number): Promise<number | undefined> {
  const output = await outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']);
  const pid = Number(output?.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return outputOf('ps', ['-o', 'args=', '-p', String(pid)]);
  const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(), '');
  return command === '' ? undefined : command;
}

function outputOf(file: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(file, args, (error, stdout) => resolve(error === null ? stdout.trim() : undefined));
  });
}

/** Processes may end, and files may be closed to this user, at any time. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
