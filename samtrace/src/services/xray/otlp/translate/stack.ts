import type { ExceptionData } from '../../../../aws/segment-document.ts';

type Frame = NonNullable<ExceptionData['stack']>[number];

const MAX_FRAMES = 50;
/** `    at label (path:line:column)` or `    at path:line:column`. */
const FRAME = /^\s+at (?:(.*) \()?(.*?):(\d+)(?::\d+)?\)?$/;
const FRAME_WITHOUT_LINE = /^\s+at (.*?)(?: \((.*)\))?$/;
const LANGUAGES = new Set(['javascript', 'nodejs', 'webjs']);

/**
 * The stack of a JavaScript error. AWS's exporter cuts a path at its first colon, so that `file:///a.mjs:1:2` becomes `file`
 * with line 0; here the last two colons separate. Stacks of other languages are not read.
 */
export function stackFrames(stacktrace: string, language: string | undefined): Frame[] {
  if (language === undefined || !LANGUAGES.has(language)) return [];
  const frames: Frame[] = [];
  for (const line of stacktrace.split('\n')) {
    const frame = frameOf(line);
    if (frame !== undefined) frames.push(frame);
    if (frames.length === MAX_FRAMES) break;
  }
  return frames;
}

function frameOf(line: string): Frame | undefined {
  const match = FRAME.exec(line);
  if (match !== null) {
    const [, label, path = '', number] = match;
    return { path, line: Number(number), ...(label !== undefined && { label }) };
  }
  const [, label, path] = FRAME_WITHOUT_LINE.exec(line) ?? [];
  if (label === undefined) return undefined;
  return path === undefined ? { path: label, line: 0 } : { path, line: 0, label };
}
