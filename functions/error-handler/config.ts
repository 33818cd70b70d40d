/** The error handler's environment variables. template.yml sets them. */

export interface Config {
  region: string;

  /** The bucket that the reports are written to. */
  reportBucket: string;

  /** How long after a failure it is worth waiting for its log and trace. */
  traceWaitMs: number;
}

const MAX_TRACE_WAIT_SECONDS = 180;

/** Throws one error that names every variable that is wrong. */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const problems: string[] = [];

  const region = variables.AWS_REGION ?? '';
  if (region === '') {
    problems.push('AWS_REGION must be set.');
  }

  const reportBucket = variables.REPORT_BUCKET ?? '';
  if (reportBucket === '') {
    problems.push('REPORT_BUCKET must be set to the name of the bucket for the reports.');
  }

  const waitText = variables.TRACE_WAIT_SECONDS ?? '';
  const waitSeconds = waitText.trim() === '' ? Number.NaN : Number(waitText);
  if (!(waitSeconds >= 0 && waitSeconds <= MAX_TRACE_WAIT_SECONDS)) {
    const rule = `a number of seconds from 0 to ${MAX_TRACE_WAIT_SECONDS}`;
    problems.push(`TRACE_WAIT_SECONDS must be ${rule}, but was "${waitText}".`);
  }

  if (problems.length > 0) {
    throw new Error(`Wrong environment variables (see template.yml): ${problems.join(' ')}`);
  }
  return { region, reportBucket, traceWaitMs: waitSeconds * 1000 };
}
