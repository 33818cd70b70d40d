import { eventBusArn } from '../../../aws/arn.ts';
import type { EventBus } from '../contract.ts';
import { busName } from '../event-store.ts';
import type { Action } from './action.ts';
import { BUS_NAME } from './input.ts';
import { page } from './paging.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export const createEventBus: Action = (input, { account, store }) => {
  const name = input.requiredText('Name', { max: 256, pattern: /^[/.\-_A-Za-z0-9]+$/ });
  const description = input.text('Description', { max: 512 });
  return {
    resources: [eventBusArn(account, name)],
    run() {
      const bus = store.createBus(name, description);
      for (const tag of input.structures('Tags')) bus.tags.set(tag.requiredText('Key'), tag.text('Value') ?? '');
      return { EventBusArn: bus.arn, Description: bus.description };
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html */
export const deleteEventBus: Action = (input, { account, store }) => {
  const name = busName(input.requiredText('Name', BUS_NAME));
  return {
    resources: [eventBusArn(account, name)],
    run() {
      store.deleteBus(name);
      return {};
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export const describeEventBus: Action = (input, { account, store }) => {
  const name = busName(input.text('Name', BUS_NAME));
  return { resources: [eventBusArn(account, name)], run: () => shape(store.bus(name)) };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export const listEventBuses: Action = (input, { store }) => {
  const prefix = input.text('NamePrefix') ?? '';
  return {
    resources: ['*'],
    run() {
      const buses = store.buses().filter(({ name }) => name.startsWith(prefix));
      const { items, next } = page(buses, input);
      return { EventBuses: items.map(shape), ...next };
    },
  };
};

function shape({ name, arn, description, createdMs }: EventBus) {
  const time = createdMs / 1000;
  return { Name: name, Arn: arn, Description: description, CreationTime: time, LastModifiedTime: time };
}
