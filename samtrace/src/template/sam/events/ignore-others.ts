import type { SamContext, SamEvent } from '../kind.ts';

/** Names the properties of an event that samtrace does nothing with. */
export function ignoreOthers(event: SamEvent, known: readonly string[], { ignored }: SamContext): void {
  for (const [property, value] of event.properties.entries) {
    if (known.includes(property)) continue;
    const type = `${property} of a ${event.type} event`;
    ignored.add(event.functionId, type, 'samtrace does not support this property', value.line);
  }
}
