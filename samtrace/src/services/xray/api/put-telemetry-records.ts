import { type Input, list, structure, timestampMs } from './input.ts';

/**
 * The daemon's own health, which no call of X-Ray's API reads back: checked, and let go.
 * https://docs.aws.amazon.com/xray/latest/api/API_PutTelemetryRecords.html
 */
export function putTelemetryRecords(input: Input) {
  for (const record of list(input, 'TelemetryRecords', Number.POSITIVE_INFINITY)) {
    timestampMs(structure(record, 'An entry of TelemetryRecords'), 'Timestamp');
  }
  return {};
}
