/** The only file that knows the X-Ray SDK. Tracing never changes an answer: without a trace, work is simply done, and
 * what the SDK complains about becomes a warning. */
import AWSXRay from 'aws-xray-sdk-core';

// The SDK complains through console.error: that would be an ERROR record, which the subscription takes for a failure.
const warn = (...complaint: unknown[]): void => console.warn('X-Ray SDK:', ...complaint);
AWSXRay.setLogger({ debug: () => {}, info: () => {}, warn, error: warn });

/** What work may note on its subsegment. Traces can be searched by annotations; metadata may be anything. */
export interface Notes {
  annotate(key: string, value: string | number | boolean): void;
  addMetadata(key: string, value: unknown): void;
}

/** Does work in a subsegment, and closes that whether it returns or throws: the SDK never sends one that stays open. */
export function traced<T>(name: string, work: (notes: Notes) => T | Promise<T>): Promise<T> {
  return AWSXRay.captureAsyncFunc(name, async (subsegment) => {
    const close = (error?: Error | string): void => {
      try {
        subsegment?.close(error);
      } catch (complaint) {
        warn(complaint); // Closing serialises the metadata, which may be circular.
      }
    };
    try {
      const annotate: Notes['annotate'] = (key, value) => subsegment?.addAnnotation(key, value);
      const answer = await work({ annotate, addMetadata: (key, value) => subsegment?.addMetadata(key, value) });
      close();
      return answer;
    } catch (error) {
      close(error instanceof Error ? error : String(error));
      throw error;
    }
  });
}

/** Gives each call of an AWS SDK client a subsegment, and the service a node on the map. */
export const tracedClient: typeof AWSXRay.captureAWSv3Client = (client) => AWSXRay.captureAWSv3Client(client);
