import { randomBytes } from 'node:crypto';
import type { Change, StreamRecord, StreamViewType } from '../contract.ts';
import { itemSize } from './item-size.ts';

interface RecordFacts {
  readonly viewType: StreamViewType;
  readonly sequenceNumber: string;
  readonly region: string;
  readonly nowMs: number;
}

/**
 * One change of an item, as a stream has it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export function streamRecord(change: Change, { viewType, sequenceNumber, region, nowMs }: RecordFacts): StreamRecord {
  const { key, before, after } = change;
  const newImage = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? after : undefined;
  const oldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? before : undefined;
  return {
    eventID: randomBytes(16).toString('hex'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(nowMs / 1000),
      Keys: key,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: sequenceNumber,
      SizeBytes: [key, newImage, oldImage].reduce((sum, item) => sum + (item === undefined ? 0 : itemSize(item)), 0),
      StreamViewType: viewType,
    },
  };
}
