/** The only file that knows the X-Ray SDK. Tracing changes no answer: without a trace, work is done all the same. */
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
    subsegment?.flush(); // As in progress: should Lambda end the process, the trace shows what it was at.
    const addMetadata: Notes['addMetadata'] = (key, value) => {
      try {
        subsegment?.addMetadata(key, JSON.parse(JSON.stringify(value ?? null)));
      } catch (complaint) {
        warn(complaint); // A circular value. The SDK would find out when it sends, and end the process.
      }
    };
    const close = async (error: unknown) => subsegment?.close(error instanceof Error ? error : String(error));
    try {
      const answer = await work({ annotate: (key, value) => subsegment?.addAnnotation(key, value), addMetadata });
      subsegment?.close();
      return answer;
    } catch (error) {
      await close(error).catch(warn); // Of a strange error, the SDK may make another one.
      throw error;
    }
  });
}

/** Gives each call of an AWS SDK client a subsegment, and the service a node on the map. */
export const tracedClient: typeof AWSXRay.captureAWSv3Client = (client) => AWSXRay.captureAWSv3Client(client);
