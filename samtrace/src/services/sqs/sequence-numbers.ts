/** The first of the sequence numbers, which have twenty digits. */
const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;

/** Numbers the messages of all queues in the order in which they arrive. */
export class SequenceNumbers {
  #last = 0;

  /** Continues after a message that was stored earlier. */
  startAfter(sequence: number): void {
    this.#last = Math.max(this.#last, sequence);
  }

  next(): { sequence: number; sequenceNumber: string } {
    this.#last += 1;
    const sequenceNumber = String(FIRST_SEQUENCE_NUMBER + BigInt(this.#last) * 256n);
    return { sequence: this.#last, sequenceNumber };
  }
}
