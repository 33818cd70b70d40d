import { SAM_FUNCTION } from './function.ts';
import type { SamKind } from './kind.ts';

/** Every resource type of SAM that samtrace plays. */
export const SAM_KINDS: ReadonlyMap<string, SamKind> = new Map([SAM_FUNCTION].map((kind) => [kind.type, kind]));
