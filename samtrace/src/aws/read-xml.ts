/** An element of an XML document: its children, and the text directly inside it. Attributes are ignored. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s/>!]+)(?:[^>"']|"[^"]*"|'[^']*')*?(\/?)>|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const MAX_DEPTH = 32;

/**
 * Reads the XML of a request body. Document types and custom entities are refused. Throws a SyntaxError.
 */
export function readXml(xml: string): XmlElement {
  const root: OpenElement = { name: '', children: [], text: '' };
  const open: OpenElement[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (token === null) throw new SyntaxError(`Character ${at} is not XML.`);
    const [, characters, closing, name, empty, text] = token;
    const current = open.at(-1) ?? root;
    if (characters !== undefined) current.text += characters;
    else if (text !== undefined) current.text += unescaped(text);
    else if (name === undefined) continue;
    else if (closing === '/') {
      if (current.name !== name || open.length === 1) throw new SyntaxError(`</${name}> closes nothing.`);
      open.pop();
    } else {
      const child: OpenElement = { name, children: [], text: '' };
      current.children.push(child);
      if (empty !== '/') open.push(child);
      if (open.length > MAX_DEPTH) throw new SyntaxError(`Elements are nested more than ${MAX_DEPTH} deep.`);
    }
  }
  const [document] = root.children;
  if (open.length > 1) throw new SyntaxError(`<${open.at(-1)?.name}> is not closed.`);
  if (document === undefined || root.children.length > 1) throw new SyntaxError('A document has one root element.');
  return document;
}

/** The text of the first child with this name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

function unescaped(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, (whole, reference: string) => {
    if (!reference.startsWith('#')) {
      const known = ENTITIES[reference];
      if (known === undefined) throw new SyntaxError(`${whole} is not a known entity.`);
      return known;
    }
    const hexadecimal = reference[1] === 'x' || reference[1] === 'X';
    const code = hexadecimal ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1));
    if (code > 0x10ffff) throw new SyntaxError(`${whole} is not a character.`);
    return String.fromCodePoint(code);
  });
}
