/** What kind of failure an attempt was, as far as its log and its trace tell. */
import { isObject, type JsonObject } from '../shared/json.ts';
import { isError, type LogRecord, type Report } from './records.ts';

/** `logged`: the request went well, and only wrote an error into its log. */
export type Kind = 'thrown' | 'timeout' | 'out-of-memory' | 'exit' | 'init' | 'logged';

/** `segment` is the attempt's AWS::Lambda::Function segment, if it is there. */
export function kindOf(
  records: readonly LogRecord[],
  report: Report | undefined,
  segment: JsonObject | undefined,
): Kind {
  const inits = records.filter((record) => record.source === 'platform' && record.type === 'platform.initReport');
  const failedInit = inits.findLastIndex(({ fields }) => fields.status !== 'success');

  if (report !== undefined && report.status !== 'success') {
    if (report.status === 'timeout') return 'timeout';
    if (isOutOfMemory(records, report)) return 'out-of-memory';
    // Init that failed before the request is tried once more with it: only a last failure is the request's.
    if (failedInit >= 0 && failedInit === inits.length - 1) return 'init';
    return /^(Runtime|Sandbox)\./.test(report.errorType ?? '') ? 'exit' : 'thrown';
  }
  if (failedInit >= 0) return 'init';
  // To Lambda a request is a success even if the handler has thrown. Its segment tells. Without one: the error that
  // Lambda logs for it is the last thing in the function's log, and looks like console.error(error).
  if (segment !== undefined) return segment.error === true || segment.fault === true ? 'thrown' : 'logged';
  const last = records.findLast((record) => record.source === 'function');
  return last !== undefined && isError(last) && isException(last.fields.message) ? 'thrown' : 'logged';
}

/** Lambda names it, or the kernel killed the process, or Node.js gave up on its heap. */
function isOutOfMemory(records: readonly LogRecord[], { errorType, maxMemoryUsedMb, memorySizeMb }: Report): boolean {
  if (errorType === 'Runtime.OutOfMemory') return true;
  if (maxMemoryUsedMb !== undefined && memorySizeMb !== undefined && maxMemoryUsedMb >= memorySizeMb) return true;
  return records.some((record) => record.source === 'text' && /signal: killed|heap out of memory/.test(record.text));
}

/** The shape in which an exception is logged when it is logged alone. */
export function isException(message: unknown): message is JsonObject {
  return isObject(message) && typeof message.errorType === 'string';
}
