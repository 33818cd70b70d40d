import { randomUUID } from 'node:crypto';
import { AwsError } from './error.ts';
import type { AwsRequest, AwsResponse } from './http.ts';
import { element } from './xml.ts';

/**
 * The Query protocol of AWS's older services: requests are forms, answers are XML.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */

/** Whether a request is a form, as in the Query protocol and EC2's variant of it. A presigned request has the form in its query. */
export function isQueryRequest({ headers, query }: Pick<AwsRequest, 'headers' | 'query'>): boolean {
  return (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') || query.has('Action');
}

/** The name of the operation. Throws an {@link AwsError} if the request has none. */
export function queryAction(request: AwsRequest): string {
  const action = new URLSearchParams(request.body.toString('utf8')).get('Action') ?? request.query.get('Action');
  if (action) return action;
  throw new AwsError('MissingAction', 'The request must contain the parameter Action.');
}

/** The answer of an operation. The result is XML, or members that are all strings, or absent. */
export function queryAnswer(
  namespace: string,
  action: string,
  result?: string | Readonly<Record<string, string>>,
): AwsResponse {
  const requestId = randomUUID();
  const content = typeof result === 'object' ? texts(result) : result;
  const resultXml = content === undefined ? '' : element(`${action}Result`, content);
  const metadata = element('ResponseMetadata', element('RequestId', { text: requestId }));
  return xml(200, element(`${action}Response`, resultXml + metadata, { xmlns: namespace }), requestId);
}

/** A list in a result. Each item is a `member`. */
export function queryList(name: string, items: readonly string[]): string {
  return element(name, items.map((item) => element('member', item)).join(''));
}

/** A map of strings in a result. */
export function queryMap(name: string, entries: Iterable<readonly [string, string]>): string {
  const written = Array.from(entries, ([key, value]) => element('entry', texts({ key, value })));
  return element(name, written.join(''));
}

/** `ec2`: EC2 has its own format for errors. */
export function queryError(error: AwsError, shape: 'query' | 'ec2' = 'query'): AwsResponse {
  const requestId = randomUUID();
  const told = texts({ Code: error.code, Message: error.message });
  const body =
    shape === 'ec2'
      ? element('Response', element('Errors', element('Error', told)) + texts({ RequestID: requestId }))
      : element(
          'ErrorResponse',
          element('Error', texts({ Type: error.status < 500 ? 'Sender' : 'Receiver' }) + told) +
            texts({ RequestId: requestId }),
        );
  return xml(error.status, body, requestId);
}

/** The members of a structure. All are strings. */
export function texts(members: Readonly<Record<string, string>>): string {
  return Object.entries(members)
    .map(([name, text]) => element(name, { text }))
    .join('');
}

function xml(status: number, root: string, requestId: string): AwsResponse {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${root}` };
}
