import http from 'node:http';
import AWSXRay from 'aws-xray-sdk-core';

AWSXRay.captureHTTPsGlobal(http);

/** Gets each URL and answers with the status codes. */
export const handler = ({ urls }: { urls: string[] }): Promise<(number | undefined)[]> => Promise.all(urls.map(get));

function get(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    http
      .get(url, (response) => response.resume().once('end', () => resolve(response.statusCode)))
      .once('error', reject);
  });
}
