/**
 * OpenTelemetry for a bundled function: the tracer, and spans for the handler, the AWS clients, and your own work. The
 * automatic instrumentations replace modules when they are loaded, and a bundle loads none.
 */
import { AwsXrayUdpSpanExporter } from '@aws/aws-distro-opentelemetry-exporter-xray-udp';
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'function';

const provider = new BasicTracerProvider({
  resource: Resource.default().merge(
    new Resource({
      'service.name': functionName,
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'aws.log.group.names': process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
    }),
  ),
  // The exporter reads the address of the daemon from AWS_XRAY_DAEMON_ADDRESS, which Lambda sets.
  spanProcessors: [new SimpleSpanProcessor(new AwsXrayUdpSpanExporter())],
});
provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
const tracer = trace.getTracer('example');

/** Runs the work in a span. An error is recorded and thrown again. */
export function traced<Result>(
  name: string,
  work: (span: Span) => Promise<Result>,
  options: SpanOptions = {},
): Promise<Result> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A handler whose span continues the trace of the invocation. */
export function tracedHandler<Event, Result>(handle: (event: Event) => Promise<Result>) {
  return (event: Event): Promise<Result> =>
    context.with(invocationContext(), () => traced(functionName, () => handle(event), { kind: SpanKind.SERVER }));
}

/** A client whose calls are spans. */
export function tracedClient<Client extends AwsClient>(client: Client): Client {
  client.middlewareStack.add(
    (next, { clientName = '', commandName = '' }) => {
      const service = clientName.replace(/Client$/, '');
      const method = commandName.replace(/Command$/, '');
      const attributes = { 'rpc.system': 'aws-api', 'rpc.service': service, 'rpc.method': method };
      return (args: { input: object }) =>
        traced(
          `${service}.${method}`,
          async (span) => {
            const { Bucket } = args.input as { Bucket?: string };
            if (Bucket !== undefined) span.setAttribute('aws.s3.bucket', Bucket);
            try {
              const result = await next(args);
              setResponse(span, (result.output as { $metadata?: ResponseMetadata }).$metadata);
              return result;
            } catch (error) {
              setResponse(span, (error as { $metadata?: ResponseMetadata }).$metadata);
              throw error;
            }
          },
          { kind: SpanKind.CLIENT, attributes },
        );
    },
    { step: 'initialize', name: 'tracing' },
  );
  return client;
}

interface ResponseMetadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
}

/** The part of every client of the AWS SDK that adds a step to all calls. */
interface AwsClient {
  readonly middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: each client has types of its own for its calls.
    add(middleware: (next: any, context: { clientName?: string; commandName?: string }) => any, options: any): void;
  };
}

function setResponse(span: Span, metadata: ResponseMetadata = {}): void {
  const { httpStatusCode, requestId } = metadata;
  if (httpStatusCode !== undefined) span.setAttribute('http.response.status_code', httpStatusCode);
  if (requestId !== undefined) span.setAttribute('aws.request.id', requestId);
}

/** Lambda's trace header, `Root=1-…;Parent=…;Sampled=1`, as the parent of the handler's span. */
function invocationContext(): Context {
  const header = new Map(
    (process.env._X_AMZN_TRACE_ID ?? '').split(';').map((pair) => pair.split('=') as [string, string]),
  );
  const [, time = '', random = ''] = header.get('Root')?.split('-') ?? [];
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: time + random,
    spanId: header.get('Parent') ?? '',
    traceFlags: header.get('Sampled') === '1' ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  });
}
