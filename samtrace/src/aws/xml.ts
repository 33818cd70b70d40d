/** An element. `content` is XML, or a string that has to be escaped. */
export function element(
  name: string,
  content: string | { text: string },
  attributes: Readonly<Record<string, string>> = {},
): string {
  const inner = typeof content === 'string' ? content : escaped(content.text);
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}>${inner}</${name}>`;
}

/** Also escapes control characters: a parser would drop a carriage return and refuse the others. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: S3 allows control characters in keys.
  return text.replace(/[&<>"\x00-\x08\x0b-\x1f]/g, (character) => `&#${character.charCodeAt(0)};`);
}
