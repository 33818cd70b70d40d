import { type RecordContent, toneOf } from './log-record.ts';

const LEVELS = /^(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a record in Lambda's text log format. An application record is `<timestamp>\t<requestId>\t<LEVEL>\t<message>`, and a
 * platform record begins `START RequestId: …`. Everything else is plain text.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function readTextRecord(message: string): RecordContent {
  return platformRecord(message) ?? applicationRecord(message) ?? plainText(message);
}

function platformRecord(message: string): RecordContent | undefined {
  const [, type, requestId] = /^(START|END|REPORT) RequestId: ([0-9a-f-]{36})\b/.exec(message) ?? [];
  if (type === undefined && !/^INIT_(?:START|REPORT) /.test(message)) return undefined;
  const failed = /\tStatus: (?:error|timeout)\b/.test(message);
  return {
    level: 'platform',
    tone: failed ? 'error' : 'quiet',
    text: message.trimEnd(),
    requestId,
    boundary: type === 'START' ? 'start' : type === 'REPORT' ? 'report' : undefined,
  };
}

/** The request ID is `undefined` while the module loads. */
function applicationRecord(message: string): RecordContent | undefined {
  const [timestamp = '', requestId = '', level = '', ...rest] = message.split('\t');
  if (rest.length === 0 || !LEVELS.test(level) || Number.isNaN(Date.parse(timestamp))) return undefined;
  return {
    level,
    tone: toneOf(level),
    text: rest.join('\t').trimEnd(),
    requestId: UUID.test(requestId) ? requestId : undefined,
    boundary: undefined,
  };
}

function plainText(message: string): RecordContent {
  return { level: undefined, tone: 'plain', text: message.trimEnd(), requestId: undefined, boundary: undefined };
}
