import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Further members are shown on demand, because an array can have a million. */
const FIRST_MEMBERS = 100;

/** A JSON value as a tree. `open`: the number of levels that are expanded at first. */
export function JsonTree({ value, open = 2 }: { value: unknown; open?: number }) {
  return (
    <div class="json">
      <JsonNode value={value} open={open} />
    </div>
  );
}

function JsonNode({ name, value, open }: { name?: string; value: unknown; open: number }) {
  const [isOpen, setOpen] = useState(open > 0);
  const [shown, setShown] = useState(FIRST_MEMBERS);
  const label = name === undefined ? null : <span class="json-key">{name}: </span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div class="json-line">
        {label}
        <Scalar value={value} />
      </div>
    );
  }
  const entries = Array.isArray(value) ? value.map((item, i) => [String(i), item] as const) : Object.entries(value);
  const [start, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div class="json-line">
        {label}
        {start}
        {end}
      </div>
    );
  }
  return (
    <div>
      <button type="button" class="json-line json-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name="chevron" class={isOpen ? 'turned' : ''} />
        {label}
        <span class="json-mark">{isOpen ? start : `${start} ${entries.length} ${end}`}</span>
      </button>
      {isOpen && (
        <div class="json-members">
          {entries.slice(0, shown).map(([key, member]) => (
            <JsonNode key={key} {...(!Array.isArray(value) && { name: key })} value={member} open={open - 1} />
          ))}
          {entries.length > shown && (
            <button type="button" class="text-button" onClick={() => setShown(shown * 10)}>
              {entries.length - shown} more
            </button>
          )}
        </div>
      )}
      {isOpen && <div class="json-line json-mark">{end}</div>}
    </div>
  );
}

function Scalar({ value }: { value: unknown }) {
  if (typeof value === 'string') return <span class="json-string">{JSON.stringify(value)}</span>;
  return <span class={value === null ? 'json-null' : 'json-number'}>{String(value)}</span>;
}
