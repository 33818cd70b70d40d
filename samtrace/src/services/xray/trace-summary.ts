import type { Entity, SegmentDocument } from '../../aws/segment-document.ts';
import { entitiesOf, isSubsegment } from './nesting.ts';
import { rootCausesOf } from './root-causes.ts';
import type { AnnotationValue, ServiceId, TraceSummary } from './shapes.ts';
import { type AssembledTrace, roundToMs } from './trace.ts';
import { rootOf, type TraceServices, type Visit } from './visits.ts';

/** X-Ray indexes this many annotations of a trace. */
const ANNOTATION_LIMIT = 50;

/** One entry of GetTraceSummaries. Flags, response time and Http are those of the root segment, which answered the client. */
export function summarise(trace: AssembledTrace, services: TraceServices, revision: number): TraceSummary {
  const { segments } = trace;
  const root = rootOf(trace);
  const entry = services.visits.find((visit) => visit.root);
  const serviceIds = new ServiceIds(segments, services.visits);
  return {
    Id: trace.id,
    StartTime: trace.startTime,
    Duration: roundToMs(trace.endTime - trace.startTime),
    ...(root?.end_time !== undefined && { ResponseTime: roundToMs(root.end_time - root.start_time) }),
    HasFault: root?.fault ?? false,
    HasError: root?.error ?? false,
    HasThrottle: services.visits.some(({ throttle }) => throttle),
    IsPartial: segments.some((segment) => segment.in_progress === true),
    Http: httpOf(root),
    Annotations: annotationsOf(segments, serviceIds),
    Users: usersOf(segments, serviceIds),
    ServiceIds: serviceIds.all(),
    ResourceARNs: distinct(segments.flatMap(arnsOf)).map((ARN) => ({ ARN })),
    InstanceIds: distinct(segments.flatMap(ec2Value('instance_id'))).map((Id) => ({ Id })),
    AvailabilityZones: distinct(segments.flatMap(ec2Value('availability_zone'))).map((Name) => ({ Name })),
    ...(entry && { EntryPoint: serviceId(entry) }),
    ...rootCausesOf(root, segments, (segment) => serviceIds.of(segment)[0]),
    Revision: revision,
  };
}

function serviceId({ name, type, accountId }: Visit): ServiceId {
  return {
    Name: name,
    Names: [name],
    ...(accountId !== undefined && { AccountId: accountId }),
    ...(type !== undefined && { Type: type }),
  };
}

/** One object for each service of a trace, its client first, and who sent which segment. */
class ServiceIds {
  readonly #byKey = new Map<string, ServiceId>();
  readonly #bySegment = new Map<SegmentDocument, ServiceId>();

  constructor(segments: readonly SegmentDocument[], visits: readonly Visit[]) {
    const visited = segments.filter((segment) => !isSubsegment(segment));
    const root = visits.find((visit) => visit.root);
    if (root) this.#byKey.set('client', { Name: root.name, Names: [root.name], Type: 'client' });
    for (const [index, segment] of visited.entries()) {
      const visit = visits[index];
      if (!visit) continue;
      const key = `${visit.type ?? ''}\n${visit.name}`;
      const id = this.#byKey.get(key) ?? serviceId(visit);
      this.#byKey.set(key, id);
      this.#bySegment.set(segment, id);
    }
  }

  all(): ServiceId[] {
    return [...this.#byKey.values()];
  }

  /** Empty for a subsegment whose segment has not arrived. */
  of(segment: SegmentDocument): ServiceId[] {
    const id = this.#bySegment.get(segment);
    return id ? [id] : [];
  }
}

function httpOf(root: SegmentDocument | undefined): TraceSummary['Http'] {
  const { url, method, user_agent: userAgent, client_ip: clientIp } = root?.http?.request ?? {};
  const status = root?.http?.response?.status;
  return {
    ...(url !== undefined && { HttpURL: url }),
    ...(status !== undefined && { HttpStatus: status }),
    ...(method !== undefined && { HttpMethod: method }),
    ...(userAgent !== undefined && { UserAgent: userAgent }),
    ...(clientIp !== undefined && { ClientIp: clientIp }),
  };
}

/** Of all segments and subsegments: `{key: [{AnnotationValue: {StringValue}, ServiceIds}]}`, one entry a distinct value. */
function annotationsOf(segments: readonly SegmentDocument[], serviceIds: ServiceIds): TraceSummary['Annotations'] {
  const merged = new Map<string, Map<string | number | boolean, Set<ServiceId>>>();
  for (const segment of segments) {
    for (const entity of entitiesOf(segment)) {
      for (const [key, value] of Object.entries(entity.annotations ?? {})) {
        const values = merged.get(key) ?? new Map();
        const services = values.get(value) ?? new Set();
        for (const id of serviceIds.of(segment)) services.add(id);
        values.set(value, services);
        if (merged.has(key) || merged.size < ANNOTATION_LIMIT) merged.set(key, values);
      }
    }
  }
  return Object.fromEntries(
    Array.from(merged, ([key, values]) => [
      key,
      Array.from(values, ([value, ids]) => ({ AnnotationValue: annotationValue(value), ServiceIds: [...ids] })),
    ]),
  );
}

function annotationValue(value: string | number | boolean): AnnotationValue {
  if (typeof value === 'string') return { StringValue: value };
  return typeof value === 'number' ? { NumberValue: value } : { BooleanValue: value };
}

function usersOf(segments: readonly SegmentDocument[], serviceIds: ServiceIds): TraceSummary['Users'] {
  const byUser = Map.groupBy(
    segments.filter(({ user }) => user !== undefined),
    ({ user }) => user ?? '',
  );
  return Array.from(byUser, ([UserName, sent]) => ({
    UserName,
    ServiceIds: [...new Set(sent.flatMap((segment) => serviceIds.of(segment)))],
  }));
}

function arnsOf({ resource_arn: resourceArn, aws }: SegmentDocument): string[] {
  return [resourceArn, aws?.function_arn].filter((arn) => typeof arn === 'string');
}

function ec2Value(member: 'instance_id' | 'availability_zone'): (segment: Entity) => string[] {
  return ({ aws }) => {
    const ec2 = aws?.ec2;
    const value = typeof ec2 === 'object' && ec2 !== null ? Reflect.get(ec2, member) : undefined;
    return typeof value === 'string' ? [value] : [];
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
