/** An element. `content` is XML already, or a text that is yet to be escaped. */
export function element(
  name: string,
  content: string | { text: string },
  attributes: Readonly<Record<string, string>> = {},
): string {
  const inner = typeof content === 'string' ? content : escaped(content.text);
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}>${inner}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
