import type { AwsResponse } from '../../aws/http.ts';

const MAX_REMEMBERED = 1000;

/**
 * The answers to the last completed uploads, in memory. A client that lost the answer completes its upload again, and S3
 * answers as before.
 */
export class CompletedUploads {
  readonly #answers = new Map<string, { parts: string; answer: AwsResponse }>();

  /** `parts` identifies the object and the parts of a request. */
  remember(uploadId: string, parts: string, answer: AwsResponse): void {
    this.#answers.set(uploadId, { parts, answer });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_REMEMBERED && oldest !== undefined) this.#answers.delete(oldest);
  }

  /** Undefined if the upload was not completed, or with other parts. */
  answerTo(uploadId: string, parts: string): AwsResponse | undefined {
    const found = this.#answers.get(uploadId);
    return found?.parts === parts ? found.answer : undefined;
  }
}
