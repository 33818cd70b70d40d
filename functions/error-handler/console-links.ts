/** Links to the AWS console. Names in them can be anything that a log delivery contains. */
import type { Config } from './config.ts';
import type { Delivery } from './delivery.ts';

/** Pages about one failure. */
export interface ConsoleLinks {
  /** The log stream. */
  log: string;

  trace: string | undefined;

  function: string;

  /** The object in the bucket that marks this kind of failure. */
  marker: string;
}

/** @param marker The key of the marker object */
export function consoleLinks(
  { functionName, logGroup, logStream }: Delivery,
  traceId: string | undefined,
  marker: string,
  { region, reportBucket }: Config,
): ConsoleLinks {
  const console = `https://${region}.console.aws.amazon.com`;
  const cloudWatch = `${console}/cloudwatch/home?region=${region}#`;
  const group = escapeForCloudWatch(logGroup);
  const stream = escapeForCloudWatch(logStream);
  const functionPath = `functions/${encodeURIComponent(functionName.toWellFormed())}`;
  return {
    log: `${cloudWatch}logsV2:log-groups/log-group/${group}/log-events/${stream}`,
    trace: traceId && `${cloudWatch}xray:traces/${traceId}`,
    function: `${console}/lambda/home?region=${region}#/${functionPath}`,
    marker: `${console}/s3/object/${reportBucket}?prefix=${encodeURIComponent(marker)}`,
  };
}

/** The CloudWatch console escapes names twice, and writes $ for %. */
function escapeForCloudWatch(name: string): string {
  const escaped = encodeURIComponent(encodeURIComponent(name.toWellFormed()));
  return escaped.replaceAll('%', '$');
}
