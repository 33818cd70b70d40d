import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newTraceId, parseTraceHeader } from '../../src/aws/trace-header.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';
import { clientOptions, documentsOf, documentsWith, entitiesIn } from './support/traces.ts';

const templateFile = 'tests/tracing/modes/template.yml';
const UPSTREAM = 'aaaaaaaaaaaaaaaa';

let application: Application;
let client: LambdaClient;

beforeAll(async () => {
  application = await startApplication({ templateFile });
  client = new LambdaClient(clientOptions(application.stack));
}, 60_000);

afterAll(async () => {
  client?.destroy();
  await application?.[Symbol.asyncDispose]();
});

describe('active tracing', () => {
  it.each([
    ['SAM', 'SamActive'],
    ['CloudFormation', 'PlainActive'],
  ])(
    'with %s records the two segments of Lambda, and the code adds its subsegments below them',
    async (_, logicalId) => {
      const { traceId, parent, sampled } = await invoke(logicalId);

      const documents = documentsOf(application.stack, traceId);
      const name = functionName(logicalId);
      expect(documents.map((document) => [document.origin, document.name])).toEqual([
        ['AWS::Lambda', name],
        ['AWS::Lambda::Function', name],
      ]);
      const invocation = documents.flatMap(entitiesIn).find((entity) => entity.name === 'Invocation');
      expect([parent, sampled]).toEqual([invocation?.id, true]);
    },
  );

  it('that is changed with the API applies to the next execution environment', async () => {
    const FunctionName = functionName('Switched');
    const turn = (Mode: 'Active' | 'PassThrough') =>
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName, TracingConfig: { Mode } }));
    const traced = async () => {
      const { traceId } = await invoke('Switched');
      const names = documentsOf(application.stack, traceId).flatMap(entitiesIn);
      return names.map(({ name }) => name).filter((name) => name !== FunctionName);
    };

    expect(await traced()).toEqual([]);
    expect((await turn('Active')).TracingConfig).toEqual({ Mode: 'Active' });
    expect(await traced()).toEqual(['Initialization', 'Invocation', 'Overhead']);
    expect(await traced()).toEqual(['Invocation', 'Overhead']);
    await turn('PassThrough');
    const { TracingConfig } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(TracingConfig).toEqual({ Mode: 'PassThrough' });
    expect(await traced()).toEqual([]);
  });

  it('is rejected for a function whose role has no permission to send traces', async () => {
    const FunctionName = functionName('Untraced');
    const turnOn = new UpdateFunctionConfigurationCommand({ FunctionName, TracingConfig: { Mode: 'Active' } });

    await expect(client.send(turnOn)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'The provided execution role does not have permissions to call PutTraceSegments on XRAY',
    });
  });
});

describe('a request with a trace header', () => {
  it('continues its trace, below its caller, and keeps the other fields of the header', async () => {
    const traceId = newTraceId(Date.now());

    const { header } = await invoke('SamActive', `Root=${traceId};Parent=${UPSTREAM};Sampled=1;Lineage=1:a87bd80c:0`);

    const [service, fn] = documentsOf(application.stack, traceId);
    const invocation = fn?.subsegments?.find(({ name }) => name === 'Invocation');
    expect([service?.parent_id, fn?.parent_id]).toEqual([UPSTREAM, service?.id]);
    expect(header).toBe(`Root=${traceId};Parent=${invocation?.id};Sampled=1;Lineage=1:a87bd80c:0`);
  });

  it('creates no segment if it is not sampled, and the header of the code contains the decision', async () => {
    const traceId = newTraceId(Date.now());

    const { header } = await invoke('SamActive', `Root=${traceId};Parent=${UPSTREAM};Sampled=0`);

    expect(header).toMatch(new RegExp(`^Root=${traceId};Parent=[0-9a-f]{16};Sampled=0$`));
    expect(documentsOf(application.stack, traceId)).toEqual([]);
  });
});

describe('PassThrough', () => {
  it('passes on the header unchanged and records nothing, so the trace only contains the segments of the code', async () => {
    const traceId = newTraceId(Date.now());
    const upstream = `Root=${traceId};Parent=${UPSTREAM};Sampled=1;Lineage=1:a87bd80c:0`;

    const { header } = await invoke('PassThrough', upstream);

    expect(header).toBe(upstream);
    expect(await documentsWith(application.stack, traceId, ['own work'])).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        name: 'own work',
        trace_id: traceId,
        parent_id: UPSTREAM,
        type: 'subsegment',
        start_time: expect.any(Number),
        end_time: expect.any(Number),
      },
    ]);
    expect(application.stack.xray.traceGraph([traceId])).toEqual([]);
  });

  it('samples no request by itself', async () => {
    const { sampled, traceId } = await invoke('PassThrough');

    expect(sampled).toBe(false);
    expect(documentsOf(application.stack, traceId)).toEqual([]);
  });
});

describe("Lambda's sampling", () => {
  it('samples the first request of each second and few others, and only these have segments', async () => {
    await using sampling = await startApplication({ templateFile, sampling: 'lambda' });
    const headers = [];
    for (let request = 0; request < 30; request += 1) {
      const { payload } = await sampling.invoke('SamActive', {});
      headers.push(parseTraceHeader(JSON.parse(payload.toString()) as string));
    }

    const recorded = headers.filter(({ root }) => documentsOf(sampling.stack, root ?? '').length > 0);
    expect(recorded).toEqual(headers.filter(({ sampled }) => sampled));
    expect(headers[0]?.sampled).toBe(true);
    expect(recorded.length).toBeLessThan(headers.length);
    expect(sampling.stack.xray.traceCount).toBe(recorded.length);
  }, 60_000);
});

function functionName(logicalId: string): string {
  return physicalName(application.stack, logicalId);
}

/** Invokes as any caller outside does, and reads the trace header that the function's code saw. */
async function invoke(logicalId: string, upstream?: string) {
  const command = new InvokeCommand({ FunctionName: functionName(logicalId) });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      if (upstream !== undefined) headers['X-Amzn-Trace-Id'] = upstream;
      return next(args);
    },
    { step: 'build' },
  );
  const { Payload } = await client.send(command);
  const header = JSON.parse(Payload?.transformToString() ?? 'null') as string;
  const { root = '', parent, sampled } = parseTraceHeader(header);
  return { header, traceId: root, parent, sampled };
}
