import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Entity, SegmentDocument } from '../../../src/aws/segment-document.ts';
import type { Stack } from '../../../src/stack/stack.ts';

/** What every SDK client needs to call the local account as a developer. */
export function clientOptions(stack: Stack) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { endpoint: stack.endpoint, region: DEFAULT_ACCOUNT.region, credentials };
}

/** The documents of a trace, none when there is no such trace. */
export function documentsOf(stack: Stack, traceId: string): SegmentDocument[] {
  const [trace] = stack.xray.batchGetTraces([traceId]);
  return (trace?.Segments ?? []).map(({ Document }) => JSON.parse(Document) as SegmentDocument);
}

/** Longer than any document takes, even on a busy machine. */
const PATIENCE_MS = 15_000;

/**
 * The documents of a trace as soon as the named subsegments are there, each as often as it is named: they come by UDP,
 * beside the function's answer.
 */
export function documentsWith(stack: Stack, traceId: string, names: readonly string[]): Promise<SegmentDocument[]> {
  return new Promise((resolve, reject) => {
    let missing: string[] = [];
    const look = (): void => {
      const documents = documentsOf(stack, traceId);
      missing = [...names];
      for (const { name } of documents.filter(({ inferred }) => !inferred).flatMap(entitiesIn)) {
        if (missing.includes(name)) missing.splice(missing.indexOf(name), 1);
      }
      if (missing.length === 0) end(() => resolve(documents));
    };
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      unsubscribe();
      settle();
    };
    const unsubscribe = stack.xray.onTrace((id) => {
      if (id === traceId) look();
    });
    const timer = setTimeout(
      () => end(() => reject(new Error(`Trace ${traceId} has no subsegment ${missing.join(', ')}.`))),
      PATIENCE_MS,
    );
    look();
  });
}

/** An entity and everything below it. */
export function entitiesIn(entity: Entity): Entity[] {
  return [entity, ...(entity.subsegments ?? []).flatMap(entitiesIn)];
}

/** A node, in the API's shape or the store's own: they differ in their times. */
interface Node {
  ReferenceId?: number | undefined;
  Name?: string | undefined;
  Type?: string | undefined;
  Edges?: readonly { ReferenceId?: number | undefined }[] | undefined;
}

/** The arrows of a service map: `AWS::Lambda::Function fn > AWS::S3::Bucket reports`. */
export function arrowsOf(services: readonly Node[]): string[] {
  const name = (id: number | undefined): string => {
    const service = services.find(({ ReferenceId }) => ReferenceId === id);
    return `${service?.Type} ${service?.Name}`;
  };
  return services
    .flatMap(({ ReferenceId, Edges }) =>
      (Edges ?? []).map((edge) => `${name(ReferenceId)} > ${name(edge.ReferenceId)}`),
    )
    .sort();
}

/** The ids of the traces of the last minutes that a filter expression finds, newest first. */
export function tracesOf(stack: Stack, filterExpression: string): string[] {
  const range = { startTimeMs: Date.now() - 600_000, endTimeMs: Date.now() + 1000 };
  return stack.xray.traceSummaries({ ...range, filterExpression }).map(({ Id }) => Id ?? '');
}
