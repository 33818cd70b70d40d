import { ACCOUNT_POLICY } from './account-policies.ts';
import { FUNCTION_URL } from './apis/function-urls.ts';
import { HTTP_KINDS } from './apis/http-kinds.ts';
import { REST_KINDS } from './apis/rest-kinds.ts';
import { BUCKET } from './buckets.ts';
import { EVENT_INVOKE_CONFIG } from './event-invoke-configs.ts';
import { EVENT_SOURCE_MAPPING } from './event-source-mappings.ts';
import { EVENT_BUS, EVENT_RULE } from './events.ts';
import { FUNCTION } from './functions.ts';
import type { ResourceKind } from './kind.ts';
import { LAYER_VERSION } from './layers.ts';
import { LOG_GROUP } from './log-groups.ts';
import { PERMISSION } from './permissions.ts';
import { QUEUE } from './queues.ts';
import { QUEUE_POLICY, TOPIC_POLICY } from './resource-policies.ts';
import { MANAGED_POLICY, POLICY, ROLE } from './roles.ts';
import { SCHEDULE } from './schedules.ts';
import { SUBSCRIPTION_FILTER } from './subscription-filters.ts';
import { TABLE } from './tables.ts';
import { TOPIC, TOPIC_SUBSCRIPTION } from './topics.ts';
import { TRANSACTION_SEARCH } from './transaction-search.ts';
import { ALIAS, VERSION } from './versions-and-aliases.ts';

/** Every CloudFormation type that samtrace supports. */
export const RESOURCE_KINDS: ReadonlyMap<string, ResourceKind> = new Map(
  [
    FUNCTION,
    PERMISSION,
    EVENT_INVOKE_CONFIG,
    VERSION,
    ALIAS,
    LAYER_VERSION,
    EVENT_SOURCE_MAPPING,
    LOG_GROUP,
    SUBSCRIPTION_FILTER,
    ACCOUNT_POLICY,
    BUCKET,
    QUEUE,
    QUEUE_POLICY,
    TABLE,
    TOPIC,
    TOPIC_SUBSCRIPTION,
    TOPIC_POLICY,
    EVENT_BUS,
    EVENT_RULE,
    SCHEDULE,
    TRANSACTION_SEARCH,
    ROLE,
    POLICY,
    MANAGED_POLICY,
    ...REST_KINDS,
    ...HTTP_KINDS,
    FUNCTION_URL,
  ].map((kind) => [kind.type, kind]),
);
