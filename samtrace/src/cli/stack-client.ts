import { request } from 'node:http';
import { linesOfRequests } from '../console/model/request-log.ts';
import { UsageError } from './usage-error.ts';

/** The answer of Lambda's Invoke. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly failed: boolean;
  /** The end of the log, at most 4 KB. */
  readonly logTail: string;
}

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

interface StoredEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Calls a running stack as any AWS client does. An SDK would take longer to load than the call needs. */
export class StackClient {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html. An empty payload is an empty event. */
  async invoke(functionName: string, payload: Buffer): Promise<Invocation> {
    const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
    const response = await this.#call('lambda', path, { 'x-amz-log-type': 'Tail' }, payload);
    return {
      requestId: String(response.headers['x-amzn-requestid'] ?? ''),
      payload: response.body,
      failed: response.headers['x-amz-function-error'] !== undefined,
      logTail: Buffer.from(String(response.headers['x-amz-log-result'] ?? ''), 'base64').toString('utf8'),
    };
  }

  /**
   * The log of a request, with the init phase before it, from the log stream of its execution environment. Undefined if no
   * record names the request: for example, at system log level WARN.
   */
  async logOf(functionName: string, requestId: string, startTimeMs: number): Promise<string[] | undefined> {
    const logGroup = await this.#logGroupOf(functionName);
    const { events } = (await this.#logs('FilterLogEvents', {
      logGroupName: logGroup,
      startTime: startTimeMs,
      filterPattern: JSON.stringify(requestId),
    })) as { events: { logStreamName: string }[] };
    const logStream = events[0]?.logStreamName;
    if (logStream === undefined) return undefined;
    const stream = await this.#readStream(logGroup, logStream, startTimeMs);
    const lines = stream.map(({ timestamp, message }) => ({ timestamp, message, logGroup, logStream }));
    return linesOfRequests(lines, [requestId]).map(({ message }) => message);
  }

  /** The logical IDs of the schedules. */
  async scheduleIds(): Promise<string[]> {
    const { body } = await this.#send('/_local/schedules', {}, undefined);
    return (JSON.parse(body.toString('utf8')) as { logicalId: string }[]).map(({ logicalId }) => logicalId);
  }

  /** Fires a schedule that exists, and does not wait for its targets. */
  async fire(logicalId: string): Promise<void> {
    const path = `/_local/schedules/${encodeURIComponent(logicalId)}/fire`;
    await this.#send(path, { 'content-type': 'application/json' }, Buffer.from('{}'));
  }

  async #logGroupOf(functionName: string): Promise<string> {
    const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/configuration`;
    const { body } = await this.#call('lambda', path, {}, undefined);
    const { LoggingConfig } = JSON.parse(body.toString('utf8')) as { LoggingConfig: { LogGroup: string } };
    return LoggingConfig.LogGroup;
  }

  async #readStream(logGroupName: string, logStreamName: string, startTime: number): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const request = { logGroupName, logStreamName, startTime, startFromHead: true, nextToken };
      const page = (await this.#logs('GetLogEvents', request)) as { events: StoredEvent[]; nextForwardToken: string };
      events.push(...page.events);
      // The end of the stream: the same token again.
      if (page.nextForwardToken === nextToken || page.events.length === 0) return events;
      nextToken = page.nextForwardToken;
    }
  }

  async #logs(action: string, input: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${action}` };
    const { body } = await this.#call('logs', '/', headers, Buffer.from(JSON.stringify(input)));
    return JSON.parse(body.toString('utf8'));
  }

  #call(service: string, path: string, headers: Record<string, string>, body: Buffer | undefined): Promise<Response> {
    return this.#send(path, { ...headers, authorization: signature(service) }, body, service);
  }

  async #send(
    path: string,
    headers: Record<string, string>,
    body: Buffer | undefined,
    service = 'samtrace',
  ): Promise<Response> {
    const response = await send(new URL(path, this.#endpoint), headers, body).catch((cause: unknown) => {
      throw new UsageError(`The stack at ${this.#endpoint} stopped before it answered.`, { cause });
    });
    if (response.status < 300) return response;
    const { message, Message } = JSON.parse(response.body.toString('utf8')) as { message?: string; Message?: string };
    throw new UsageError(`${service} answered ${response.status}: ${message ?? Message ?? ''}`);
  }
}

/** samtrace reads the service and the caller from the signature and does not verify it. */
function signature(service: string): string {
  const scope = `samtrace/20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

/** Without a time limit: a function may run for 15 minutes, or wait for a debugger. */
function send(url: URL, headers: Record<string, string>, body: Buffer | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const call = request(url, { method, headers, agent: false }, async (incoming) => {
      try {
        const chunks = await incoming.toArray();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) });
      } catch (error) {
        reject(error);
      }
    });
    call.on('error', reject);
    call.end(body);
  });
}
