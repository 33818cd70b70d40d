/** An event that would invoke a function of a template. */
export interface Trigger {
  /** For the report. */
  readonly source: string;
  readonly event: unknown;
  /** An object that the event names. */
  readonly object?: StoredObject;
}

export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
}

export const ACCOUNT = { accountId: '000000000000', region: 'us-east-1' };

/** The message that a generated event carries, for functions that read JSON. */
export const MESSAGE = JSON.stringify({ id: '1', name: 'name', message: 'message' });
export const TIME = '2026-01-01T00:00:00.000Z';
export const TIME_MS = Date.parse(TIME);
