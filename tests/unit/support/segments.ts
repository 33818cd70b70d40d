/** Segment documents as Lambda records them. The IDs end with a1 for Lambda's segment, f1 for the function's, 1a and on for subsegments. */
import { NOON_MS, REQUEST_ID, TRACE_ID } from './lambda-log.ts';

const NOON = NOON_MS / 1000;
export const idOf = (end: string): string => end.padStart(16, '0');

export interface Entity {
  id: string;
  name: string;
  subsegments?: Entity[];
  [field: string]: unknown;
}

export function segment(fields: Partial<Entity> & { id: string }): Entity {
  return {
    name: 'processor',
    trace_id: TRACE_ID,
    start_time: NOON,
    end_time: NOON + 1,
    ...fields,
    id: idOf(fields.id),
    ...(typeof fields.parent_id === 'string' && { parent_id: idOf(fields.parent_id) }),
  };
}

export function subsegment(id: string, name: string, subsegments: Entity[] = []): Entity {
  return { id: idOf(id), name, start_time: NOON, end_time: NOON + 0.5, ...(subsegments.length > 0 && { subsegments }) };
}

export const service = (fields: Partial<Entity> = {}): Entity =>
  segment({ id: 'a1', origin: 'AWS::Lambda', aws: { request_id: REQUEST_ID }, ...fields });

/** Until 2024: the function's own subsegments are below Invocation. */
export const oldStyle = (fields: Partial<Entity> = {}): Entity[] => [
  service(),
  segment({
    id: 'f1',
    parent_id: 'a1',
    origin: 'AWS::Lambda::Function',
    subsegments: [
      subsegment('1a', 'Initialization'),
      subsegment('1b', 'Invocation', [subsegment('1d', 'reserve')]),
      subsegment('1c', 'Overhead'),
    ],
    ...fields,
  }),
];

/** Since 2024: no Invocation, and Init for Initialization. */
export const newStyle = (fields: Partial<Entity> = {}): Entity[] => [
  service(),
  segment({
    id: 'f1',
    parent_id: 'a1',
    origin: 'AWS::Lambda::Function',
    annotations: { 'aws:responseLatency': 264.19 },
    subsegments: [subsegment('1a', 'Init'), subsegment('1d', 'reserve')],
    ...fields,
  }),
];

/** An asynchronous request: accepted with 202, and one or more attempts. */
export const asynchronous = (attempts: number): Entity[] => [
  service({
    http: { response: { status: 202 } },
    subsegments: [
      subsegment('1a', 'Dwell Time'),
      ...Array.from({ length: attempts }, (_, n) => subsegment(`e${n}`, `Attempt #${n + 1}`)),
    ],
  }),
  ...Array.from({ length: attempts }, (_, n) =>
    segment({
      id: `f${n}`,
      parent_id: `e${n}`,
      origin: 'AWS::Lambda::Function',
      start_time: NOON + n * 60,
      end_time: NOON + n * 60 + 1,
      error: true,
    }),
  ),
];
