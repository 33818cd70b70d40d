import { DEFAULT_ACCOUNT } from '../aws/arn.ts';
import type { RunningApi } from '../services/apigateway/service.ts';
import type { FunctionResource, QueueResource, TableResource, TemplateModel } from '../template/template.ts';

/** Finds the resources of a template by their logical IDs. Unknown IDs are errors that list the existing ones. */
export class Resources {
  readonly #template: TemplateModel;
  readonly #endpoint: string;
  readonly #apis: readonly RunningApi[];

  constructor(template: TemplateModel, endpoint: string, apis: readonly RunningApi[]) {
    this.#template = template;
    this.#endpoint = endpoint;
    this.#apis = apis;
  }

  function(logicalId: string): FunctionResource {
    return find(this.#template.functions, logicalId, 'function');
  }

  queue(logicalId: string): QueueResource {
    return find(this.#template.queues, logicalId, 'queue');
  }

  table(logicalId: string): TableResource {
    return find(this.#template.tables, logicalId, 'table');
  }

  /** The address of an API, or of the URL of a function. */
  apiUrl(logicalId: string): string {
    const ofFunction = this.#apis.find((api) => api.kind === 'URL' && api.logicalId === `${logicalId}Url`);
    return ofFunction?.url ?? find(this.#apis, logicalId, 'API').url;
  }

  bucketName(logicalId: string): string {
    return find(this.#template.buckets, logicalId, 'bucket').name;
  }

  /** The log group with this logical ID, or that of the function with this logical ID. */
  logGroupName(logicalId: string): string {
    const group = this.#template.logGroups.find((each) => each.logicalId === logicalId);
    return group?.name ?? this.function(logicalId).logging.logGroup;
  }

  physicalId(logicalId: string): string {
    const { functions, logGroups, buckets, queues, tables, topics, eventBuses } = this.#template;
    const resources = [
      ...functions.map((fn) => ({ logicalId: fn.logicalId, physicalId: fn.functionName })),
      ...logGroups.map((group) => ({ logicalId: group.logicalId, physicalId: group.name })),
      ...buckets.map((bucket) => ({ logicalId: bucket.logicalId, physicalId: bucket.name })),
      ...queues.map((queue) => ({ logicalId: queue.logicalId, physicalId: this.#queueUrl(queue) })),
      ...tables.map((table) => ({ logicalId: table.logicalId, physicalId: table.definition.TableName })),
      ...topics.map((topic) => ({ logicalId: topic.logicalId, physicalId: topic.arn })),
      ...eventBuses.map((bus) => ({ logicalId: bus.logicalId, physicalId: bus.name })),
    ];
    return find(resources, logicalId, 'resource').physicalId;
  }

  /** The logical ID of a resource, by its name or the URL of a queue. */
  logicalIdOf(physicalId: string): string | undefined {
    const { functions, buckets, queues, tables, topics } = this.#template;
    // Functions and people reach a queue at different ports.
    const path = (name: string) => `/${DEFAULT_ACCOUNT.accountId}/${name}`;
    const isQueue = ({ name }: QueueResource) => name === physicalId || physicalId.endsWith(path(name));
    return (
      functions.find((fn) => fn.functionName === physicalId)?.logicalId ??
      buckets.find((bucket) => bucket.name === physicalId)?.logicalId ??
      queues.find(isQueue)?.logicalId ??
      tables.find(({ definition }) => definition.TableName === physicalId)?.logicalId ??
      topics.find(({ arn }) => arn === physicalId)?.logicalId
    );
  }

  #queueUrl({ name }: QueueResource): string {
    return `${this.#endpoint}/${DEFAULT_ACCOUNT.accountId}/${name}`;
  }
}

function find<T extends { readonly logicalId: string }>(resources: readonly T[], logicalId: string, kind: string): T {
  const found = resources.find((resource) => resource.logicalId === logicalId);
  if (found !== undefined) return found;
  const existing = resources.map((resource) => resource.logicalId).join(', ');
  throw new Error(
    `The template has no ${kind} "${logicalId}" that samtrace runs. ${existing === '' ? `It has no ${kind}s.` : `It has: ${existing}.`}`,
  );
}
