import { STATUS_WORDS, type Status } from '../../model/status.ts';
import { Icon } from './icon.tsx';

/** The status as a shape with a colour. With `word`, also as a word. */
export function StatusMark({ status, word = false }: { status: Status; word?: boolean }) {
  return (
    <span class={`status status-${status}`} title={STATUS_WORDS[status]}>
      {word ? <Icon name={status} /> : <Icon name={status} label={STATUS_WORDS[status]} />}
      {word && STATUS_WORDS[status]}
    </span>
  );
}
