import AWSXRay from 'aws-xray-sdk-core';

/** Answers with its trace header, out of a subsegment of its own. */
export const handler = (): Promise<string | undefined> =>
  AWSXRay.captureAsyncFunc('own work', async (subsegment) => {
    subsegment?.close();
    return process.env._X_AMZN_TRACE_ID;
  });
