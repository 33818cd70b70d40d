import { Problem } from '../problems.ts';
import { call, list, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { texts } from './generated.ts';
import { POLICY_TEMPLATES, type TemplateStatement } from './policy-template-table.ts';

export function isPolicyTemplate(name: string): boolean {
  return Object.hasOwn(POLICY_TEMPLATES, name);
}

/** The policy document of `PolicyName: { Parameter: value }`. Throws a {@link Problem} for wrong parameters. */
export function policyFromTemplate(logicalId: string, name: string, given: Value): Value {
  const { parameters, statements } = POLICY_TEMPLATES[name] ?? { parameters: [], statements: [] };
  const values = given.kind === 'mapping' ? given.entries : new Map<string, Value>();
  const wrong = [
    ...parameters.filter((parameter) => !values.has(parameter)).map((parameter) => `${parameter} is missing`),
    ...[...values.keys()].filter((key) => !parameters.includes(key)).map((key) => `${key} is unknown`),
  ];
  if (wrong.length > 0) {
    throw new Problem(given.line, `${logicalId}: the parameters of ${name} are not right: ${wrong.join(', ')}.`);
  }
  const { line } = given;
  const variables = mapping(values, line);
  return mapping(
    {
      Statement: list(
        statements.map((statement) => readStatement(statement, variables)),
        line,
      ),
    },
    line,
  );
}

function readStatement({ actions, resources, condition }: TemplateStatement, variables: Mapping): Value {
  const { line } = variables;
  return mapping(
    {
      Effect: scalar('Allow', line),
      Action: texts(actions, line),
      Resource: list(
        resources.map((resource) => substituted(resource, variables)),
        line,
      ),
      Condition: condition && mapping(nested(condition, variables), line),
    },
    line,
  );
}

function nested(condition: NonNullable<TemplateStatement['condition']>, variables: Mapping): [string, Value][] {
  return Object.entries(condition).map(([operator, keys]) => {
    const entries = Object.entries(keys).map(([key, text]) => [key, substituted(text, variables)] as const);
    return [operator, mapping(entries, variables.line)];
  });
}

/** `arn:aws:sqs:{HERE}:{QueueName}` as a `Fn::Sub`. */
function substituted(text: string, variables: Mapping): Value {
  const { line } = variables;
  const sub = text
    .replace(/^arn:aws:/, `arn:\${AWS::Partition}:`)
    .replace('{HERE}', `\${AWS::Region}:\${AWS::AccountId}`)
    .replace(/(?<!\$)\{(\w+)\}/g, `\${$1}`);
  return call('Fn::Sub', list([scalar(sub, line), variables], line), line);
}
