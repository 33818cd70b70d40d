import type { AttributeValue, Item } from '../contract.ts';

/**
 * The bytes of an item: the names and the values of its attributes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

/** A list or a map needs 3 bytes, and 1 byte for each element. */
function valueSize(attribute: AttributeValue): number {
  const [[type, value] = ['', '']] = Object.entries(attribute);
  if (type === 'S') return Buffer.byteLength(String(value));
  if (type === 'N') return numberSize(String(value));
  if (type === 'B') return Buffer.byteLength(String(value), 'base64');
  if (type === 'SS' || type === 'NS' || type === 'BS') {
    return (value as string[]).reduce((sum, element) => sum + valueSize({ [type.charAt(0)]: element }), 0);
  }
  if (type === 'L') return (value as AttributeValue[]).reduce((sum, element) => sum + 1 + valueSize(element), 3);
  if (type === 'M') return 3 + Object.keys(value as Item).length + itemSize(value as Item);
  return 1; // BOOL, NULL
}

/** About 1 byte for two significant digits, and 1 more. */
function numberSize(text: string): number {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-+.]/g, '').replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + (text.startsWith('-') ? 2 : 1);
}
