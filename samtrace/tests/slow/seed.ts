/**
 * The seed of this run's generated inputs. A failure can be repeated with it: `SEED=123 npm run test:slow`. It is printed
 * past Jest, which would show it only at the end.
 */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
process.stderr.write(`SEED=${SEED}\n`);
