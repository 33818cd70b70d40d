import type { HttpAnswer } from '../../model/contract.ts';
import { bytes, duration } from '../../model/format.ts';
import { httpStatus } from '../../model/http-request.ts';
import { JsonTree } from '../parts/json-tree.tsx';
import { StatusMark } from '../parts/status-mark.tsx';

/** Status and time of an HTTP answer. */
export function HttpFacts({ answer }: { answer: HttpAnswer }) {
  return (
    <>
      <StatusMark status={httpStatus(answer.status)} />
      <strong>{answer.status}</strong>
      <span>{duration(answer.durationMs)}</span>
      <span class="quiet">{bytes(answer.size)}</span>
    </>
  );
}

/** Headers, folded away, and the body of an HTTP answer. */
export function HttpBody({ answer }: { answer: HttpAnswer }) {
  return (
    <>
      <details class="sent-headers">
        <summary>Headers</summary>
        <pre>{answer.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
      </details>
      <Body text={answer.body} />
    </>
  );
}

function Body({ text }: { text: string }) {
  try {
    return <JsonTree value={JSON.parse(text)} open={2} />;
  } catch {
    return text === '' ? <p class="quiet">The body is empty.</p> : <pre>{text}</pre>;
  }
}
