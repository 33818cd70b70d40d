/** Stack traces: which lines are the application's own, and where in the code they are. */

/** Paths of libraries, of the runtime, and of the language itself. */
const FOREIGN_PATHS = [
  '/node_modules/',
  'node:',
  '/var/runtime/',
  '/var/lang/',
  '/opt/',
  'site-packages/',
];

/** A frame of Python: `  File "/var/task/orders.py", line 12, in reserve`. */
const PYTHON_FRAME = /^ *File "([^"]+)", line \d+, in (\S+)/;

/** Names that a minifier makes. They change with every build. */
const LONGEST_MINIFIED_NAME = 2;

/** The application's own frames. The one that threw the error is first. */
export function ownFrames(stack: string[]): string[] {
  const frames = stack.filter(
    (line) => isFrame(line) && !FOREIGN_PATHS.some((path) => line.includes(path)),
  );
  // Python lists the innermost frame last.
  return PYTHON_FRAME.test(frames[0] ?? '') ? frames.reverse() : frames;
}

function isFrame(line: string): boolean {
  return line.trimStart().startsWith('at ') || PYTHON_FRAME.test(line);
}

/**
 * The file and function of a frame, without what differs between builds: folders, lines and
 * minified names.
 *
 *     at async reserve (/tmp/tmp72dw9y5r/order.ts:58:15) -> order.ts reserve
 *     at com.example.Orders.reserve(Orders.java:12) -> Orders.java com.example.Orders.reserve
 *     File "/var/task/orders.py", line 12, in reserve -> orders.py reserve
 */
export function placeOf(frame: string): string {
  const [, pythonPath, pythonName] = PYTHON_FRAME.exec(frame) ?? [];
  if (pythonPath !== undefined) {
    return `${fileOf(pythonPath)} ${pythonName}`;
  }

  const text = frame.trim().slice('at '.length);
  const bracket = text.lastIndexOf('(');
  if (bracket === -1) {
    return fileOf(text);
  }
  const [beforeAlias = ''] = text.slice(0, bracket).trim().split(' [as ');
  const name = beforeAlias.split(' ').at(-1) ?? '';
  const file = fileOf(text.slice(bracket + 1));
  return name.length > LONGEST_MINIFIED_NAME ? `${file} ${name}` : file;
}

/** `/tmp/x/order.ts:58:15` is `order.ts`. */
function fileOf(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return name.split(':')[0] ?? '';
}
