/** The template's parameters, as they arrive in the function's variables. */
import type { Policy } from './report.ts';

export function readConfig(env: NodeJS.ProcessEnv): Policy & { bucket: string } {
  const text = (name: string) => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`The variable ${name} is not set. See template.yml.`);
    return value;
  };
  const number = (name: string) => {
    const value = Number(text(name));
    if (!(value >= 0)) throw new Error(`The variable ${name} must be a number, 0 or more; it is "${text(name)}".`);
    return value;
  };
  return {
    bucket: text('REPORT_BUCKET'),
    region: text('AWS_REGION'),
    traceWaitSeconds: number('TRACE_WAIT_SECONDS'),
    fullReportsPerMinute: number('FULL_REPORTS_PER_MINUTE'),
    maxLogBytes: number('MAX_LOG_KILOBYTES') * 1024,
    redactedKeys: text('REDACTED_KEYS')
      .toLowerCase()
      .replaceAll(/[-_\s]/g, '')
      .split(','),
  };
}
