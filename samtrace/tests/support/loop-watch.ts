/** Measures how long single turns of the event loop take. */
const TICK_MS = 2;

export interface LongestTurn {
  /** Processor time of this thread. */
  readonly cpuMs: number;
  /** On a busy machine this is longer, because other programs run in between. */
  readonly wallMs: number;
}

/** Starts to watch. `stop` returns the longest turn since then. */
export function watchEventLoop(): { stop(): LongestTurn } {
  const longest = { cpuMs: 0, wallMs: 0 };
  let last = now();
  const tick = () => {
    const current = now();
    longest.cpuMs = Math.max(longest.cpuMs, current.cpuMs - last.cpuMs);
    longest.wallMs = Math.max(longest.wallMs, current.wallMs - last.wallMs);
    last = current;
  };
  const timer = setInterval(tick, TICK_MS);
  return {
    stop() {
      tick();
      clearInterval(timer);
      return longest;
    },
  };
}

function now(): LongestTurn {
  const { user, system } = process.threadCpuUsage();
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() };
}
