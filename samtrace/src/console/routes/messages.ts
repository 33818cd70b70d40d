import { AwsError } from '../../aws/error.ts';
import {
  MAX_MESSAGES,
  type MessagesAnswer,
  type ScheduleAnswer,
  type UndeliveredCountAnswer,
} from '../model/contract.ts';
import type { ConsoleMessages, ConsoleSchedule } from '../ports.ts';
import { ok, type Route } from '../routing.ts';

/** Emails and what was not delivered, and the schedules with a way to fire them. */
export function messageRoutes(messages: ConsoleMessages, schedules: () => readonly ConsoleSchedule[]): Route[] {
  return [
    { method: 'GET', path: '/_local/messages', run: () => ok(messagesAnswer(messages)) },
    {
      method: 'GET',
      path: '/_local/messages/undelivered',
      run: () => ok({ count: messages.undelivered().length } satisfies UndeliveredCountAnswer),
    },
    { method: 'GET', path: '/_local/schedules', run: () => ok(schedules().map(scheduleAnswer)) },
    {
      method: 'POST',
      path: '/_local/schedules/:logicalId/fire',
      run({ params }) {
        const schedule = schedules().find(({ logicalId }) => logicalId === params.logicalId);
        if (schedule === undefined) {
          const known = schedules().map(({ logicalId }) => logicalId);
          const message = `There is no schedule ${params.logicalId}, only ${known.join(', ') || 'none'}.`;
          throw new AwsError('ResourceNotFoundException', message, { status: 404 });
        }
        schedule.fire();
        return ok(scheduleAnswer(schedule));
      },
    },
  ];
}

function messagesAnswer(messages: ConsoleMessages): MessagesAnswer {
  return {
    emails: messages
      .emails()
      .slice(-MAX_MESSAGES)
      .reverse()
      .map(({ to, from, subject, text, topicArn, sentMs }) => ({ to, from, subject, text, topicArn, sentMs })),
    undelivered: messages
      .undelivered()
      .slice(-MAX_MESSAGES)
      .reverse()
      .map(({ sender, targetArn, reason }) => ({ sourceArn: sender.sourceArn, targetArn, reason })),
  };
}

function scheduleAnswer({ logicalId, expression, enabled, targetArns }: ConsoleSchedule): ScheduleAnswer {
  return { logicalId, expression, enabled, targetArns };
}
