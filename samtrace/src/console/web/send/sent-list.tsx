import { useMemo } from 'preact/hooks';
import { type AsyncOutcome, asyncOutcome } from '../../model/async-outcome.ts';
import type { InvocationAnswer, TraceAnswer } from '../../model/contract.ts';
import { clock, counted, duration } from '../../model/format.ts';
import { readTrace } from '../../model/trace.ts';
import { useData } from '../lib/use-data.ts';
import { JsonTree } from '../parts/json-tree.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { HttpBody, HttpFacts } from './http-outcome.tsx';
import type { Sent } from './sent.ts';

/** The sent events, requests and messages with their answers and traces. */
export function SentList({ sent }: { sent: readonly Sent[] }) {
  if (sent.length === 0) {
    return <p class="quiet">Events, requests and messages that you send appear here with their answers.</p>;
  }
  return (
    <ol class="sent">
      {sent.map((one) => (
        <li key={one.number}>
          <div class="sent-head">
            <span class="quiet number">#{one.number}</span>
            <time class="quiet">{clock(one.sentMs)}</time>
            <strong>{one.name}</strong>
          </div>
          <Outcome outcome={one.outcome} />
        </li>
      ))}
    </ol>
  );
}

function Outcome({ outcome }: { outcome: Sent['outcome'] }) {
  if (outcome === 'waiting') return <StatusMark status="pending" word />;
  if ('complaint' in outcome) {
    return (
      <p class="complaint" role="alert">
        {outcome.complaint}
      </p>
    );
  }
  if ('messageId' in outcome) {
    return (
      <>
        <div class="sent-facts">
          <StatusMark status="ok" />
          <span>In the queue</span>
          <PlaceLink to={{ view: 'traces' }}>Open the traces</PlaceLink>
        </div>
        <p class="quiet">Message {outcome.messageId}</p>
      </>
    );
  }
  if ('status' in outcome) {
    return (
      <>
        <div class="sent-facts">
          <HttpFacts answer={outcome} />
          <TraceArrival traceId={outcome.traceId} />
        </div>
        <HttpBody answer={outcome} />
      </>
    );
  }
  return (
    <>
      <div class="sent-facts">
        {outcome.result ? (
          <>
            <StatusMark status={outcome.result.functionError === undefined ? 'ok' : 'error'} word />
            <span>{duration(outcome.result.durationMs)}</span>
            <span class="quiet">{outcome.result.coldStart ? 'cold start' : 'warm'}</span>
          </>
        ) : (
          <Accepted traceId={outcome.traceId} />
        )}
        <TraceArrival traceId={outcome.traceId} />
      </div>
      {outcome.result && <Payload result={outcome.result} />}
    </>
  );
}

/** An asynchronous invocation has no answer. Its result is in its trace. */
function Accepted({ traceId }: { traceId: string }) {
  const data = useData<TraceAnswer>(`/_local/traces/${traceId}`);
  const outcome = useMemo(
    () => (data.state === 'ready' ? asyncOutcome(readTrace(data.value.trace)) : undefined),
    [data],
  );
  if (!outcome) return <span>Accepted</span>;
  return (
    <>
      <StatusMark status={outcome.status} word />
      <span class="quiet">{attemptsText(outcome)}</span>
    </>
  );
}

function attemptsText({ attempts, failed }: AsyncOutcome): string {
  const all = counted(attempts, 'attempt');
  if (failed === 0) return all;
  return failed === attempts ? `${all} failed` : `${all}, ${failed} failed`;
}

function TraceArrival({ traceId }: { traceId: string }) {
  const trace = useData<TraceAnswer>(`/_local/traces/${traceId}`);
  if (trace.state !== 'ready') {
    return (
      <span class="quiet" title="There is no trace if tracing is off for the API and the function.">
        no trace yet
      </span>
    );
  }
  return <PlaceLink to={{ view: 'trace', traceId }}>Open the trace</PlaceLink>;
}

function Payload({ result }: { result: NonNullable<InvocationAnswer['result']> }) {
  try {
    return <JsonTree value={JSON.parse(result.payload)} open={2} />;
  } catch {
    return <pre>{result.payload}</pre>;
  }
}
