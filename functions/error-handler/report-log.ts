/** The log in report.html, as a person wants to read it. */
import { isObject } from '../shared/json.ts';
import { type Html, html, inOneLine } from './html.ts';
import { type LogRecord, levelOf, textOf } from './log-record.ts';
import type { RequestLog } from './request-log.ts';

const MAX_RECORDS = 1000;

export function logTable({ records }: RequestLog): Html {
  const rows = records.slice(-MAX_RECORDS).map(logRow);
  const more = records.length - rows.length;
  return html`${more > 0 && html`<p>${more} earlier records: see log-events.json.</p>`}${rows}`;
}

/** Time, level, and message. The rest of a record can be unfolded. */
function logRow(record: LogRecord): Html {
  const time = new Date(record.timestamp).toISOString().slice(11, 23);
  const level = record.source === 'text' ? 'text' : record.type || levelOf(record);
  const isFailure =
    record.isError || (record.type !== '' && (record.fields.status ?? 'success') !== 'success');
  const text = summaryOf(record);
  return html`<div class="record${isFailure && ' bad'}"><span>${isFailure && '✗ '}${time}</span>
<span>${level}</span><div>${text}${unfoldable(record)}</div></div>
`;
}

function summaryOf(record: LogRecord): string {
  const text = textOf(record);
  if (text !== undefined) {
    return text.split('\n    at ')[0] ?? '';
  }
  const { message, status } = record.fields;
  if (record.source === 'lambda') {
    return inOneLine(status ?? '');
  }
  if (isObject(message)) {
    const { errorType, errorMessage } = message;
    const parts = [errorType, errorMessage, message.message].filter((part) => part !== undefined);
    return parts.map(inOneLine).join(': ');
  }
  return inOneLine(message);
}

function unfoldable(record: LogRecord): Html | undefined {
  if (record.source === 'text') {
    return undefined;
  }
  // The stack is shown once, at the end of the page.
  const content = JSON.stringify(
    record.fields,
    (key, value) => (key === 'stackTrace' || key === 'stack' ? undefined : value),
    2,
  );
  return html`<details><summary>all fields</summary><pre>${content}</pre></details>`;
}
