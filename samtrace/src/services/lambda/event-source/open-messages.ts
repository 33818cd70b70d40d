import type { Pending } from '../../../aws/pending.ts';

/** The messages that a mapping has yet to finish. Each is pending from its arrival until it is deleted or given up. */
export class OpenMessages {
  readonly #pending: Pending;
  readonly #open = new Map<string, () => void>();

  constructor(pending: Pending) {
    this.#pending = pending;
  }

  begin(messageId: string, queueArn: string): void {
    if (this.#open.has(messageId)) return;
    this.#open.set(messageId, this.#pending.begin(`message ${messageId} of ${queueArn}`));
  }

  end(messageId: string): void {
    this.#open.get(messageId)?.();
    this.#open.delete(messageId);
  }

  endAll(): void {
    for (const messageId of [...this.#open.keys()]) this.end(messageId);
  }
}
