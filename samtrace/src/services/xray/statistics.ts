import type { HistogramEntry, Statistics } from './shapes.ts';
import { roundToMs } from './trace.ts';
import type { Outcome } from './visits.ts';

/**
 * Counts what has ended. An entity with both error and fault (every 4xx of the SDK v3) counts once, as a fault, so that
 * the counts add up: ok + error + fault = total.
 */
export class StatisticsCounter {
  #ok = 0;
  #throttle = 0;
  #otherError = 0;
  #fault = 0;
  #totalTime = 0;
  readonly responseTimes = new Histogram();

  add(outcome: Outcome): void {
    if (outcome.endTime === undefined) return;
    const duration = outcome.endTime - outcome.startTime;
    this.#totalTime += duration;
    this.responseTimes.add(duration);
    if (outcome.fault) this.#fault += 1;
    else if (outcome.throttle) this.#throttle += 1;
    else if (outcome.error) this.#otherError += 1;
    else this.#ok += 1;
  }

  statistics(): Statistics {
    const errors = this.#throttle + this.#otherError;
    return {
      OkCount: this.#ok,
      ErrorStatistics: { ThrottleCount: this.#throttle, OtherCount: this.#otherError, TotalCount: errors },
      FaultStatistics: { OtherCount: this.#fault, TotalCount: this.#fault },
      TotalCount: this.#ok + errors + this.#fault,
      TotalResponseTime: roundToMs(this.#totalTime),
    };
  }
}

/** X-Ray's histograms have one entry for each distinct duration in seconds, rounded to milliseconds. */
export class Histogram {
  readonly #counts = new Map<number, number>();

  add(durationSeconds: number): void {
    const value = roundToMs(durationSeconds);
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  entries(): HistogramEntry[] {
    return Array.from(this.#counts, ([Value, Count]) => ({ Value, Count })).sort((a, b) => a.Value - b.Value);
  }
}
