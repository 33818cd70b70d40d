import { SAM_API } from './api.ts';
import { SAM_FUNCTION } from './function.ts';
import { SAM_HTTP_API } from './http-api.ts';
import type { SamKind } from './kind.ts';
import { SAM_LAYER_VERSION } from './layer-version.ts';
import { SAM_SIMPLE_TABLE } from './simple-table.ts';

/** Every resource type of SAM that samtrace supports. */
export const SAM_KINDS: ReadonlyMap<string, SamKind> = new Map(
  [SAM_FUNCTION, SAM_API, SAM_HTTP_API, SAM_LAYER_VERSION, SAM_SIMPLE_TABLE].map((kind) => [kind.type, kind]),
);
