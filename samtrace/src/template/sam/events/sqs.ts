import { generated } from '../generated.ts';
import type { EventKind } from '../kind.ts';
import { ignoreOthers } from './ignore-others.ts';

/** Properties that the mapping has under the same names. */
const PASSED_ON = [
  'BatchSize',
  'Enabled',
  'FilterCriteria',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
];

/** An event source mapping, and the right of the function's role to read queues. */
export const SQS_EVENT: EventKind = {
  type: 'SQS',
  transform(event, context) {
    ignoreOthers(event, ['Queue', ...PASSED_ON], context);
    const { functionId, name, line, properties } = event;
    const queue = properties.entries.get('Queue');
    if (queue === undefined) {
      context.scope.problems.add(line, `${functionId}: the event ${name} has no Queue.`);
      return { resources: [] };
    }
    const passedOn = PASSED_ON.map((property) => [property, properties.entries.get(property)] as const);
    const mapping = generated(
      `${functionId}${name}`,
      'AWS::Lambda::EventSourceMapping',
      {
        ...Object.fromEntries(passedOn),
        EventSourceArn: queue,
        FunctionName: event.invoked.name,
      },
      line,
    );
    return { resources: [mapping], managedPolicies: ['AWSLambdaSQSQueueExecutionRole'] };
  },
};
