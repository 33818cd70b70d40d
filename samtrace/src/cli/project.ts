import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage-error.ts';

/** The SAM CLI's default template names, in the order in which it looks for them. */
const TEMPLATE_NAMES = ['template.yaml', 'template.yml', 'template.json'];

/** The file of `--template`, or the template of the project in the current directory. */
export function findTemplate(given: string | undefined): string {
  if (given !== undefined) return given;
  const found = TEMPLATE_NAMES.find((name) => existsSync(name));
  if (found !== undefined) return found;
  throw new UsageError(
    `There is no template.yaml or template.yml in ${process.cwd()}. Change to your SAM project, or use --template FILE.`,
  );
}

/** The folder `events` in the folder of the template, where SAM projects keep their events. */
export function eventsDirectory(templateFile: string): string | undefined {
  const directory = path.join(path.dirname(templateFile), 'events');
  return existsSync(directory) ? directory : undefined;
}

/** `Files in events/: a.json, b.json.` */
export function eventFilesText(templateFile: string): string {
  const directory = eventsDirectory(templateFile);
  const files = directory === undefined ? [] : readdirSync(directory).filter((name) => name.endsWith('.json'));
  if (directory === undefined || files.length === 0) return 'Create a JSON file with the event for your function.';
  const shown = files.sort().slice(0, 10).join(', ');
  const others = files.length > 10 ? ` and ${files.length - 10} more` : '';
  return `Files in ${directory}/: ${shown}${others}.`;
}
