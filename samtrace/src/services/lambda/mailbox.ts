/** A queue of messages for one reader, who takes them one by one, with a deadline. */
export class Mailbox<T> {
  readonly #messages: T[] = [];
  #reader: ((message: T) => void) | undefined;

  put(message: T): void {
    if (this.#reader === undefined) this.#messages.push(message);
    else this.#reader(message);
  }

  /** The next message, or undefined if none has arrived in time. */
  take(timeoutMs: number): Promise<T | undefined> {
    const waiting = this.#messages.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    return new Promise((resolve) => {
      const finish = (message: T | undefined) => {
        clearTimeout(timer);
        this.#reader = undefined;
        resolve(message);
      };
      const timer = setTimeout(() => finish(undefined), timeoutMs);
      this.#reader = finish;
    });
  }
}
