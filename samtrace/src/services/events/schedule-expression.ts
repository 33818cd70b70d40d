import { invalid } from './errors.ts';

/** `rate(1 minute)`, `rate(5 minutes)`: singular for 1, as EventBridge insists. */
const RATE = /^rate\(([1-9]\d*) (minute|minutes|hour|hours|day|days)\)$/;
/** Six fields; exactly one of day-of-month and day-of-week is `?`. */
const CRON = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/;

/**
 * Throws a ValidationException for an expression that EventBridge refuses. When it would fire is not worked out: schedules
 * are fired by hand here. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function checkScheduleExpression(expression: string): void {
  const [, count, unit] = RATE.exec(expression) ?? [];
  const isRate = unit !== undefined && unit.endsWith('s') === (count !== '1');
  if (!isRate && !isCron(expression)) throw invalid(`Parameter ScheduleExpression is not valid.`);
}

function isCron(expression: string): boolean {
  const fields = CRON.exec(expression)?.slice(1);
  if (fields === undefined) return false;
  const [, , dayOfMonth, , dayOfWeek] = fields;
  return (dayOfMonth === '?') !== (dayOfWeek === '?') && fields.every((field) => /^[\w*?,/#-]+$/.test(field));
}
