import type { FunctionDefinition, Lambda } from '../contract.ts';
import type { StartedMapping } from '../event-source/queue-mapping.ts';

/** The part of the service that the API's actions use. */
export interface Backend extends Pick<Lambda, 'functions' | 'invoke' | 'invokeAsync' | 'setTracingMode'> {
  /** Throws ResourceNotFoundException. */
  describe(functionName: string): DescribedFunction;
  eventSourceMappings(): readonly StartedMapping[];
  /** Whether the function's role allows it to send traces. */
  mayTrace(functionName: string): boolean;
}

export interface DescribedFunction {
  readonly definition: FunctionDefinition;
  readonly lastModified: Date;
  /** Changes with every change of the configuration. */
  readonly revisionId: string;
}
