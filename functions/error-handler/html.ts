/** HTML in which every value is escaped: a log can contain anything. */

/** Markup that needs no escaping. */
export interface Html {
  markup: string;
}

/**
 * A tag for template literals. Values become text; only other {@link Html}, or a list of it, stays
 * markup. Undefined and false become nothing.
 *
 * @example html`<p>${message}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
  let markup = parts[0] ?? '';
  for (const [index, value] of values.entries()) {
    markup += toMarkup(value) + (parts[index + 1] ?? '');
  }
  return { markup };
}

function toMarkup(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(toMarkup).join('');
  }
  if (isHtml(value)) {
    return value.markup;
  }
  return value === undefined || value === false ? '' : escapeText(String(value));
}

function isHtml(value: unknown): value is Html {
  return typeof value === 'object' && value !== null && 'markup' in value;
}

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A string as it is, and anything else as JSON. */
export function inOneLine(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
