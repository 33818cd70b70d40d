import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

// Formats are described for readers; ajv checks them only with a package of its own.
const ajv = new Ajv({ allErrors: true, validateFormats: false });
const validate = ajv.compile(JSON.parse(readFileSync('functions/error-handler/report.schema.json', 'utf8')));

/** What is wrong with a report.json by its published schema: nothing, if it is right. */
export function problemsOf(report: unknown): string[] {
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
