/** The public interface of samtrace. Everything else is internal and may change in any release. */
export type { Cause, Entity, ExceptionData, HttpData, SegmentDocument } from './aws/segment-document.ts';
export type { FaultKind, FaultRule } from './gateway/faults.ts';
export type {
  Api,
  ApiRoute,
  AsyncInvocation,
  Email,
  FaultSwitch,
  Invocation,
  InvocationError,
  InvokeOptions,
  LogLine,
  QueueMessage,
  Stack,
  StackOptions,
  StoredObject,
  TableItem,
  Undelivered,
} from './testing/contract.ts';
export type { ServiceMap, ServiceMapEdge, ServiceMapNode } from './testing/service-map.ts';
export { startStack } from './testing/start-stack.ts';
export type { Trace, TraceCall } from './testing/trace.ts';
