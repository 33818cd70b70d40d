/**
 * Tracing with X-Ray. The only file that knows the X-Ray SDK: custom subsegments and traced AWS clients for everybody
 * else. Tracing never changes an answer: without a trace the work is simply done, and what the SDK complains about
 * becomes a warning.
 */
import AWSXRay from 'aws-xray-sdk-core';

// The SDK complains through console.error. An ERROR record is what the subscription filter reports as a failure, and a
// lost subsegment is none.
const warn = (...complaint: unknown[]): void => console.warn('X-Ray SDK:', ...complaint);
const silent = (): void => {};
AWSXRay.setLogger({ debug: silent, info: silent, warn, error: warn });

/** What a piece of work may note on its own subsegment. */
export interface Notes {
  /** An indexed value: traces can be searched by it. Keys are letters, digits and underscores. */
  annotate(key: string, value: string | number | boolean): void;
  /** Anything else worth seeing on the trace. */
  addMetadata(key: string, value: unknown): void;
}

/**
 * Does a piece of work in a subsegment of its own, which is closed when the work ends, with the exception if it
 * throws. The SDK's `captureAsyncFunc` leaves that to its caller: a subsegment left open is never sent.
 */
export function traced<T>(name: string, work: (notes: Notes) => T | Promise<T>): Promise<T> {
  return AWSXRay.captureAsyncFunc(name, async (subsegment) => {
    const notes: Notes = {
      annotate: (key, value) => harmless(() => subsegment?.addAnnotation(key, value)),
      addMetadata: (key, value) => harmless(() => subsegment?.addMetadata(key, value)),
    };
    try {
      const answer = await work(notes);
      harmless(() => subsegment?.close());
      return answer;
    } catch (error) {
      harmless(() => subsegment?.close(error instanceof Error ? error : String(error)));
      throw error;
    }
  });
}

/** Gives every call of an AWS SDK client a subsegment: the client's node on the service map. */
export function tracedClient<Client extends Parameters<typeof AWSXRay.captureAWSv3Client>[0]>(client: Client): Client {
  return AWSXRay.captureAWSv3Client(client);
}

/** `close` serialises what was noted, and so throws for a value that is no JSON, such as a circular one. */
function harmless(note: () => void): void {
  try {
    note();
  } catch (error) {
    warn(error);
  }
}
