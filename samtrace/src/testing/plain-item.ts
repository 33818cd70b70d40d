import type { AttributeValue, Item } from '../services/dynamodb/service.ts';
import type { TableItem } from './contract.ts';

/** `{ quantity: { N: '2' } }` as `{ quantity: 2 }`. */
export function plainItem(item: Item): TableItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
function plainValue(attribute: AttributeValue): unknown {
  const [[type, value] = []] = Object.entries(attribute);
  const values = Array.isArray(value) ? value : [];
  switch (type) {
    case 'N':
      return Number(value);
    case 'B':
      return Buffer.from(String(value), 'base64');
    case 'NULL':
      return null;
    case 'M':
      return plainItem(value as Item);
    case 'L':
      return values.map(plainValue);
    case 'SS':
      return new Set(values);
    case 'NS':
      return new Set(values.map(Number));
    case 'BS':
      return new Set(values.map((each) => Buffer.from(String(each), 'base64')));
    default:
      // S and BOOL.
      return value;
  }
}
